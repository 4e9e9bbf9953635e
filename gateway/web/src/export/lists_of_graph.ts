import type { Texts } from "../language/language.tsx";
import { column } from "./lists.ts";
import type { ExportedList } from "./sending.ts";

/** What `subjectsByKeys` takes at one time. */
export const AT_ONCE = 500;
/** What an export takes of words for the values of a column. */
const MOST_NAMES = 5_000;
type Names = Readonly<Record<string, string>>;

/** Subjects of a list of keys that was checked; whom nobody knows has its key alone. */
export function checkedList({ exporting: { columns: of }, checking }: Texts): ExportedList {
  const { columns: told } = checking;
  const columns = [
    column(of.key, "$keys"),
    column(told.name, "displayName"),
    column(told.composite, "gradeView.composite.grade"),
    column(told.highest, "gradeView.highest"),
    column(told.lowest, "gradeView.lowest"),
    column(told.spread, "gradeView.spread"),
    column(of.discrepancies, "gradeView.discrepancies.levels"),
  ];
  return { rows: ["subjectsByKeys"], columns, name: checking.result, over: { variable: "keys", atOnce: AT_ONCE } };
}

/** Who is drawn. */
export function nodeList({ exporting: { columns: of }, graph, search }: Texts): ExportedList {
  const columns = [
    column(of.key, "$keys"),
    column(graph.name, "displayName"),
    column(of.kind, "kind", search.kinds),
    column(graph.lowest, "gradeView.lowest"),
  ];
  return { rows: ["subjectsByKeys"], columns, name: graph.subjects, over: { variable: "keys", atOnce: AT_ONCE } };
}

function edgeColumns({ graph, parts }: Texts, at: string, names: Names): ExportedList["columns"] {
  const words = Object.fromEntries(Object.entries(names).slice(0, MOST_NAMES));
  return [
    column(graph.one, `${at}from`, words),
    column(graph.oneCode, `${at}from`),
    column(graph.relation, `${at}kind`, parts.outgoing),
    column(graph.share, `${at}share`),
    column(graph.other, `${at}to`, words),
    column(graph.otherCode, `${at}to`),
  ];
}

/** The relations around those who were expanded, each once; `names` are those of the keys. */
export function edgeList(texts: Texts, names: Names): ExportedList {
  const columns = edgeColumns(texts, "", names);
  return { rows: ["neighbourhood", "edges"], columns, name: texts.graph.around, over: { variable: "of" }, distinct: true };
}

/** The relations on the paths, a row each, with the path that it is on. */
export function pathList(texts: Texts, names: Names): ExportedList {
  const { graph } = texts;
  const columns = [
    column(graph.path, "subjects.displayName"),
    column(graph.steps, "length"),
    column(graph.shareOfPath, "share"),
    ...edgeColumns(texts, "steps.relations.", names),
  ];
  return { rows: ["paths"], each: ["steps", "relations"], columns, name: graph.paths };
}
