import type { ReactNode } from "react";
import { departmentItemList } from "../export/lists_of_catalogue.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import document from "./departments.graphql?raw";

interface Data {
  readonly departments: readonly Department[];
}

interface Department {
  readonly key: string;
  readonly name: string;
  readonly itemCount: number;
  readonly gradedItemCount: number;
  readonly items: readonly Item[];
}

interface Item {
  readonly key: string;
  readonly name: string;
  readonly objects: string;
  readonly startsOn: string;
  readonly scale: { readonly name: string } | null;
  readonly system: { readonly key: string; readonly name: string } | null;
}

/** The departments with their supervision items; one that the address names is open. */
export function DepartmentsView(): ReactNode {
  const texts = useTexts();
  const { views, catalogue } = texts;
  const named = useAddress().parameters.get("department");
  return (
    <View heading={views.departments} title={views.departments} lead={catalogue.departmentsLead}>
      <QuestionSection<Data>
        id="departments"
        list={departmentItemList(texts)}
        heading={catalogue.departments}
        document={document}
        variables={{}}
      >
        {({ departments }) => (
          <ul className="unfolding">
            {departments.map((each) => (
              <li key={each.key}>
                <DepartmentEntry department={each} open={each.key === named} />
              </li>
            ))}
          </ul>
        )}
      </QuestionSection>
    </View>
  );
}

function DepartmentEntry({ department, open }: { readonly department: Department; readonly open: boolean }): ReactNode {
  const { catalogue } = useTexts();
  return (
    <details open={open}>
      <summary>
        <Chinese>{department.name}</Chinese> <small>{catalogue.graded(department.gradedItemCount, department.itemCount)}</small>
      </summary>
      <ItemTable items={department.items} caption={department.name} />
      <p className="pager">
        <Link to={addressOf(["coverage"], { department: department.key })}>{catalogue.toCoverage}</Link>
        <Link to={addressOf(["discrepancies"], { department: department.key })}>{catalogue.toDiscrepancies}</Link>
        <Link to={addressOf(["search"], { department: department.key })}>{catalogue.toSubjects}</Link>
      </p>
    </details>
  );
}

function ItemTable({ items, caption }: { readonly items: readonly Item[]; readonly caption: string }): ReactNode {
  const { catalogue } = useTexts();
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={caption}>
      <table className="table">
        <caption className="visually-hidden" lang="zh-CN">
          {caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">{catalogue.item}</th>
            <th scope="col">{catalogue.objects}</th>
            <th scope="col">{catalogue.scale}</th>
            <th scope="col">{catalogue.system}</th>
            <th scope="col">{catalogue.startsOn}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.key}>
              <th scope="row">
                <code>{item.key}</code> <Chinese>{item.name}</Chinese>
              </th>
              <td lang="zh-CN">{item.objects}</td>
              <td lang="zh-CN">{item.scale?.name ?? "—"}</td>
              <td>{item.system === null ? catalogue.byFile : <Chinese>{item.system.name}</Chinese>}</td>
              <td className="days">{item.startsOn}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
