import type { Texts } from "../language/language.tsx";
import { column } from "./lists.ts";
import type { Column, ExportedList } from "./sending.ts";

/** What an operation of the exploration answers at most. */
const MOST_EXPLORED = 200;

/** A list of the one subject that is shown. */
function ofSubject(field: string, name: string, columns: readonly Column[], each?: readonly string[]): ExportedList {
  return { rows: ["subjectsByKeys", 0, ...field.split(".")], columns, name, ...(each && { each }) };
}

/** Departments × items, as they are shown. */
export function gradeList({ exporting: { columns: of }, parts, grades }: Texts): ExportedList {
  const columns = [
    column(of.department, "department.name"),
    column(of.item, "grades.item.name"),
    column(of.grade, "grades.grade"),
    column(grades.native, "grades.nativeGrade"),
    column(of.score, "grades.score"),
    column(of.evaluatedOn, "grades.evaluatedOn"),
    column(of.validUntil, "grades.validUntil"),
    column(grades.expired, "grades.expired", of.yesOrNo),
    column(grades.suspended, "grades.suspended", of.yesOrNo),
  ];
  return ofSubject("gradeView.byDepartment", parts.grades, columns, ["grades"]);
}

/** What applies, and what is withheld. */
export function measureLists({ exporting: { columns: of }, measures }: Texts): readonly ExportedList[] {
  const measure = [
    column(of.measure, "measure.name"),
    column(of.scenario, "measure.scenario", measures.scenarios),
    column(of.direction, "measure.direction", measures.directions),
    column(of.item, "item.name"),
  ];
  const applied = [
    ...measure,
    column(of.grade, "grade"),
    column(measures.advisory, "advisory", of.yesOrNo),
    column(measures.discretionary, "measure.discretionary", of.yesOrNo),
    column(measures.quote, "measure.quote"),
    column(of.condition, "measure.condition"),
    column(measures.facts, "facts.conductName"),
    column(measures.basis, "legalBasis.title"),
    column(of.article, "legalBasis.article"),
  ];
  const withheld = [
    ...measure,
    column(of.reason, "reason", measures.reasons),
    column(measures.why, "explanation"),
    column(measures.quote, "measure.quote"),
  ];
  return [ofSubject("measures.applied", measures.applied, applied), ofSubject("measures.withheld", measures.withheld, withheld)];
}

export function ownDiscrepancyList({ exporting: { columns: of }, parts, disagreements }: Texts): ExportedList {
  const columns = [
    column(of.state, "state", disagreements.states),
    column(of.levels, "levels"),
    ...(["high", "low"] as const).flatMap((side) => [
      column(`${of[side]}${of.grade}`, `${side}.grade`),
      column(`${of[side]}${of.item}`, `${side}.item.name`),
      column(`${of[side]}${of.department}`, `${side}.department.name`),
    ]),
    column(of.raisedAt, "raisedAt"),
    column(of.dueOn, "dueOn"),
    column(of.overdue, "overdue", of.yesOrNo),
    column(of.closedAt, "closedAt"),
    column(of.reviewed, "reviews.decision", parts.decisions),
    column(of.by, "reviews.department.name"),
    column(of.reason, "reviews.reason"),
  ];
  return { rows: ["discrepancies"], columns, name: parts.discrepancies };
}

export function factList({ exporting: { columns: of }, parts, measures }: Texts): ExportedList {
  return ofSubject("archive", parts.facts, [
    column(of.fact, "fact.conductName"),
    column(of.severity, "fact.severity", measures.severities),
    column(of.occurredOn, "fact.occurredOn"),
    column(of.documentNo, "fact.documentNo"),
    column(of.item, "fact.item.name"),
    column(of.system, "fact.system.name"),
    column(of.description, "fact.description"),
    column(of.retiredOn, "fact.retiredOn"),
    column(of.withdrawnAt, "fact.withdrawnAt"),
  ]);
}

/** The ultimate holders. */
export function holderList({ exporting: { columns: of }, parts }: Texts): ExportedList {
  const columns = [column(of.key, "subject.key"), column(of.name, "subject.displayName"), column(of.share, "share"), column(of.direct, "direct")];
  return { rows: ["ownership", "holders"], columns, name: parts.ownership, total: ["ownership", "holderCount"], first: MOST_EXPLORED };
}

/** Who is graded D around the subject, and the way there. */
export function riskList({ exporting: { columns: of }, parts }: Texts): ExportedList {
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.steps, "distance"),
    column(of.way, "path.subjects.displayName"),
    column(of.relation, "path.steps.relations.kind", parts.outgoing),
    column(of.representative, "sharedRepresentatives.displayName"),
  ];
  return { rows: ["risksAround", "risks"], columns, name: parts.risks, total: ["risksAround", "total"], first: MOST_EXPLORED };
}

export function archiveList({ exporting: { columns: of }, parts, measures }: Texts): ExportedList {
  return ofSubject("archive", parts.archive, [
    column(of.day, "day"),
    column(of.kind, "kind", parts.archiveKinds),
    column(of.grade, "record.grade"),
    column(of.item, "record.item.name"),
    column(of.department, "record.department.name"),
    column(of.fact, "fact.conductName"),
    column(of.severity, "fact.severity", measures.severities),
    column(of.outcome, "inspection.outcome", parts.outcomes),
    column(of.inspectedItem, "inspection.item.name"),
    column(of.inspector, "inspection.department.name"),
    column(of.action, "measureTaken.action", parts.actions),
    column(of.measure, "measureTaken.measure.name"),
    column(of.taker, "measureTaken.department.name"),
  ]);
}

export function relationList({ exporting: { columns: of }, parts }: Texts): ExportedList {
  return ofSubject("relations", parts.relations, [
    column(of.relation, "kind", parts.incoming),
    column(of.direction, "direction", of.directions),
    column(of.share, "share"),
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
  ]);
}

export function accessList({ exporting: { columns: of }, parts, server }: Texts): ExportedList {
  return ofSubject("accesses", parts.accesses, [
    column(of.at, "at"),
    column(of.role, "role", server.roles),
    column(of.department, "department.name"),
    column(of.what, "what", parts.acts),
    column(of.operation, "operation"),
    column(of.fields, "fields"),
    column(of.proofs, "proofs", parts.proofs),
    column(of.purpose, "grants.purpose"),
  ]);
}
