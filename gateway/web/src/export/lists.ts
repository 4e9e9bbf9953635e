import type { Texts } from "../language/language.tsx";
import type { Column, ExportedList } from "./sending.ts";

type Words = Readonly<Record<string, string>>;

export function column(title: string, path: string, words?: Words): Column {
  return { path: path.split("."), title, ...(words && { words }) };
}

/** Subjects that were found, by either of the operations that find them. */
export function foundList({ exporting: { columns: of }, views, search }: Texts, root: string): ExportedList {
  const columns = [
    column(of.key, "key"),
    column(of.name, "displayName"),
    column(of.kind, "kind", search.kinds),
    column(of.status, "status"),
    column(of.district, "district"),
    column(of.industry, "industry"),
  ];
  return { rows: [root], columns, name: views.search };
}

/** Discrepancies with both of their sides. */
export function discrepancyList({ exporting: { columns: of }, views, disagreements }: Texts): ExportedList {
  const side = (which: string, title: string): readonly Column[] => [
    column(`${title}${of.grade}`, `${which}.grade`),
    column(`${title}${of.item}`, `${which}.item.name`),
    column(`${title}${of.department}`, `${which}.department.name`),
    column(`${title}${of.evaluatedOn}`, `${which}.evaluatedOn`),
  ];
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.state, "state", disagreements.states),
    column(of.levels, "levels"),
    ...side("high", of.high),
    ...side("low", of.low),
    column(of.raisedAt, "raisedAt"),
    column(of.dueOn, "dueOn"),
    column(of.overdue, "overdue", of.yesOrNo),
    column(of.escalated, "escalated", of.yesOrNo),
    column(of.closedAt, "closedAt"),
  ];
  return { rows: ["discrepancies"], columns, name: views.discrepancies };
}

export function objectionList({ exporting: { columns: of }, views, objections }: Texts): ExportedList {
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.item, "item.name"),
    column(of.department, "department.name"),
    column(of.grade, "record.grade"),
    column(of.state, "state", objections.states),
    column(of.reason, "reason"),
    column(of.raisedAt, "raisedAt"),
    column(of.dueOn, "dueOn"),
    column(of.overdue, "overdue", of.yesOrNo),
    column(of.answer, "answer"),
    column(of.closedAt, "endedAt"),
  ];
  return { rows: ["objections"], columns, name: views.objections };
}

export function repairList({ exporting: { columns: of }, views, repairs }: Texts): ExportedList {
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.fact, "fact.conductName"),
    column(of.item, "fact.item.name"),
    column(of.department, "department.name"),
    column(of.state, "state", repairs.states),
    column(of.party, "party", repairs.parties),
    column(of.reason, "statement"),
    column(of.evidence, "evidence.name"),
    column(of.raisedAt, "requestedAt"),
    column(of.closedAt, "endedAt"),
    column(of.documentNo, "documentNo"),
  ];
  return { rows: ["creditRepairs"], columns, name: views.repairs };
}

export function inboxList({ exporting: { columns: of }, views, inbox }: Texts): ExportedList {
  const columns = [
    column(of.kind, "kind", inbox.kinds),
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.since, "since"),
    column(of.dueOn, "dueOn"),
    column(of.overdue, "overdue", of.yesOrNo),
    column(of.escalated, "escalated", of.yesOrNo),
    column(of.draw, "task.drawKey"),
  ];
  return { rows: ["inbox"], columns, name: views.inbox };
}

/** Who was drawn, for what, and who goes. */
export function taskList({ exporting: { columns: of }, draws }: Texts): ExportedList {
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.district, "district"),
    column(of.item, "items.item.name"),
    column(of.grade, "items.grade"),
    column(draws.method, "method", draws.methods),
    column(draws.who, "inspectors"),
    column(of.state, "state", draws.taskStates),
  ];
  return { rows: ["sampleDraw", "tasks"], columns, name: draws.tasks };
}
