import type { Texts } from "../language/language.tsx";
import { column } from "./lists.ts";
import type { ExportedList } from "./sending.ts";

/** Draws, those that were committed to and never drawn too. */
export function drawList({ exporting: { columns: of }, views, draws }: Texts): ExportedList {
  const columns = [
    column(of.key, "id"),
    column(of.state, "state", draws.states),
    column(of.department, "departments.name"),
    column(of.item, "items.name"),
    column(of.committedAt, "committedAt"),
    column(of.drawnAt, "drawnAt"),
    column(of.drawn, "taskCount"),
    column(of.commitment, "commitment"),
  ];
  return { rows: ["sampleDraws"], columns, name: views.draws };
}

/** Every version of the models; the item of the composite is empty. */
export function modelList({ exporting: { columns: of }, views, reading }: Texts): ExportedList {
  const columns = [
    column(of.model, "name"),
    column(of.version, "version"),
    column(of.state, "state", reading.modelStates),
    column(of.inEffect, "inEffect", of.yesOrNo),
    column(of.effectiveOn, "effectiveOn"),
    column(of.item, "item.name"),
    column(of.department, "department.name"),
    column(of.months, "periodMonths"),
    column(of.document, "document.title"),
    column(of.documentNo, "document.number"),
    column(of.indicator, "indicators.name"),
    column(of.weight, "indicators.weight"),
    column(of.limit, "limits.because"),
    column(of.best, "limits.best"),
    column(of.grade, "thresholds.grade"),
    column(of.least, "thresholds.least"),
  ];
  return { rows: ["evaluationModels"], columns, name: views.models };
}

/** A plan is a row; what it has of each duty stands in the order of its duties. */
export function planList({ exporting: { columns: of }, views, reading }: Texts): ExportedList {
  const columns = [
    column(of.department, "department.name"),
    column(of.year, "year"),
    column(of.plan, "title"),
    column(of.documentNo, "documentNo"),
    column(of.state, "state", reading.planStates),
    column(reading.duty, "duties.what"),
    column(of.dueOn, "duties.dueOn"),
    column(reading.done, "duties.done"),
    column(reading.target, "duties.target"),
    column(reading.met, "duties.met", of.yesOrNo),
    column(of.overdue, "duties.overdue", of.yesOrNo),
    column(of.notCounted, "duties.reason"),
  ];
  return { rows: ["annualPlans"], columns, name: views.plans };
}

/** Whom rows that wait name, and whom they may mean. */
export function identityList({ exporting: { columns: of }, administering }: Texts): ExportedList {
  const columns = [
    column(of.key, "id"),
    column(of.since, "firstSeenAt"),
    column(of.named, "clues.name"),
    column(of.district, "clues.district"),
    column(of.department, "department.name"),
    column(of.waiting, "waiting"),
    column(of.candidateKey, "candidates.subject.key"),
    column(of.candidate, "candidates.subject.displayName"),
    column(of.rule, "candidates.rule", administering.rules),
  ];
  return { rows: ["identityReviews"], columns, name: administering.identities };
}

/** Inspections; of another department's what was found stays empty. */
export function inspectionList({ exporting: { columns: of }, views, inspections, parts, recording }: Texts): ExportedList {
  const columns = [
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
    column(of.item, "item.name"),
    column(of.department, "department.name"),
    column(of.day, "inspectedOn"),
    column(recording.manner, "manner", recording.manners),
    column(of.outcome, "outcome", parts.outcomes),
    column(of.state, "state", inspections.states),
    column(of.documentNo, "documentNo"),
  ];
  return { rows: ["inspections"], columns, name: views.inspections };
}

/** Whom rows were said to mean; the subject of those that mean nobody who is known is empty. */
export function decidedList({ exporting: { columns: of }, administering }: Texts): ExportedList {
  const columns = [
    column(of.key, "id"),
    column(of.named, "clues.name"),
    column(of.district, "clues.district"),
    column(of.department, "department.name"),
    column(of.decidedKey, "decision.subject.key"),
    column(of.decidedSubject, "decision.subject.displayName"),
    column(administering.decidedBy, "decision.decidedBy"),
    column(of.at, "decision.decidedAt"),
    column(administering.reason, "decision.reason"),
  ];
  return { rows: ["identityReviews"], columns, name: administering.decided };
}

/** Grants that were given (`own`) or received. */
export function grantList({ exporting: { columns: of }, administering }: Texts, own: boolean): ExportedList {
  const columns = [
    column(of.key, "id"),
    own ? column(of.grantee, "grantee") : column(of.name, "subjectKey"),
    column(administering.purpose, "purpose"),
    column(of.grantedAt, "grantedAt"),
    column(of.expiresAt, "expiresAt"),
    column(of.revokedAt, "revokedAt"),
    column(of.state, "state", administering.states),
    ...(["composite", "allItems", "measures", "archive"] as const).map((each) => column(administering.scopes[each], `scope.${each}`, of.yesOrNo)),
    column(of.item, "scope.items.name"),
  ];
  return own
    ? { rows: ["me", "subject", "grants"], columns, name: administering.own }
    : { rows: ["grantsReceived"], columns, name: administering.received };
}

export function caseList({ exporting: { columns: of }, cases }: Texts): ExportedList {
  const columns = [
    column(of.key, "id"),
    column(cases.reason, "reason"),
    column(of.title, "title"),
    column(of.openedAt, "openedAt"),
    column(of.caseClosedAt, "closedAt"),
  ];
  return { rows: ["cases"], columns, name: cases.own };
}

/** What is kept in a case. */
export function entryList({ exporting: { columns: of }, cases }: Texts): ExportedList {
  const columns = [
    column(of.number, "number"),
    column(of.kind, "kind", cases.kinds),
    column(cases.name, "name"),
    column(of.content, "content"),
    column(of.addedAt, "addedAt"),
  ];
  return { rows: ["case", "entries"], columns, name: cases.entries };
}

/** Whom a case watches, by their keys. */
export function watchedKeyList({ exporting: { columns: of }, cases }: Texts): ExportedList {
  return { rows: ["case", "watched"], columns: [column(of.key, "key"), column(of.since, "since")], name: cases.watched };
}

/** Whom a case watches, and what has changed of them. */
export function followedLists({ exporting: { columns: of }, cases }: Texts): readonly ExportedList[] {
  const watched = [column(of.key, "key"), column(of.name, "subject.displayName"), column(of.since, "since")];
  const changes = [
    column(of.at, "at"),
    column(of.kind, "kind", cases.changes),
    column(of.key, "subject.key"),
    column(of.name, "subject.displayName"),
  ];
  return [
    { rows: ["case", "watched"], columns: watched, name: cases.watched },
    { rows: ["case", "changes"], columns: changes, name: cases.new },
  ];
}
