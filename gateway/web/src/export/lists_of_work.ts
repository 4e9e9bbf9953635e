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
