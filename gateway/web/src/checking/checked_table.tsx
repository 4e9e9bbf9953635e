import { useState, type ReactNode } from "react";
import { ExportMenu } from "../export/export_menu.tsx";
import { checkedList } from "../export/lists_of_graph.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark, type Grade } from "../question/grade_mark.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import document from "./check.graphql?raw";
import type { Checked } from "./list.ts";

const COLUMNS = ["name", "composite", "highest", "lowest", "spread", "discrepancies"] as const;
type Column = (typeof COLUMNS)[number];
type Value = string | number | null;

interface Order {
  readonly column: Column | null;
  readonly descending: boolean;
}

/** What was checked, in the list's order or by a column; whom nobody knows stays at the end. */
export function CheckedTable({ rows }: { readonly rows: readonly Checked[] }): ReactNode {
  const texts = useTexts();
  const { checking } = texts;
  const [order, setOrder] = useState<Order>({ column: null, descending: false });
  const found = rows.filter((row) => row.subject !== null).length;
  const by = (column: Column): void =>
    setOrder((now) => ({ column, descending: now.column === column ? !now.descending : false }));
  return (
    <>
      <p role="status">{checking.found(found, rows.length)}</p>
      <div className="wide-table" tabIndex={0} role="group" aria-label={checking.result}>
        <table className="table checked">
          <caption className="visually-hidden">{checking.result}</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" aria-sort={sorting(order, column)}>
                  <button type="button" className="link" onClick={() => by(column)}>
                    {checking.columns[column]}
                    <span aria-hidden="true">{order.column === column ? (order.descending ? " ↓" : " ↑") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered(rows, order).map((row) => (
              <CheckedRow key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <ExportMenu document={document} variables={{ keys: rows.map(({ key }) => key) }} list={checkedList(texts)} />
    </>
  );
}

function CheckedRow({ row }: { readonly row: Checked }): ReactNode {
  const { checking } = useTexts();
  const { subject } = row;
  if (subject === null) {
    return (
      <tr>
        <th scope="row">
          <code>{codeOfKey(row.key)}</code>
        </th>
        <td colSpan={COLUMNS.length - 1}>{checking.unknown}</td>
      </tr>
    );
  }
  const { gradeView: view } = subject;
  return (
    <tr>
      <th scope="row">
        <Link to={addressOf(subjectParts(row.key))}>
          <Chinese>{subject.displayName}</Chinese>
        </Link>{" "}
        <small>
          <code>{codeOfKey(row.key)}</code>
        </small>
      </th>
      <Mark grade={view.composite?.grade ?? null} />
      <Mark grade={view.highest} />
      <Mark grade={view.lowest} />
      <td className="number">{view.spread}</td>
      <td className="number">{view.discrepancies.length}</td>
    </tr>
  );
}

function Mark({ grade }: { readonly grade: Grade | null }): ReactNode {
  return <td>{grade === null ? "—" : <GradeMark grade={grade} />}</td>;
}

function value({ subject }: Checked, column: Column): Value {
  if (subject === null) return null;
  const { gradeView: view } = subject;
  switch (column) {
    case "name":
      return subject.displayName;
    case "composite":
      return view.composite?.grade ?? null;
    case "discrepancies":
      return view.discrepancies.length;
    default:
      return view[column];
  }
}

function ordered(rows: readonly Checked[], { column, descending }: Order): readonly Checked[] {
  if (column === null) return rows;
  const [known, unknown] = [rows.filter((row) => value(row, column) !== null), rows.filter((row) => value(row, column) === null)];
  const sorted = known.toSorted((one, other) => compare(value(one, column), value(other, column)));
  return [...(descending ? sorted.toReversed() : sorted), ...unknown];
}

function compare(one: Value, other: Value): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "zh-CN");
}

function sorting({ column, descending }: Order, of: Column): "ascending" | "descending" | "none" {
  if (column !== of) return "none";
  return descending ? "descending" : "ascending";
}
