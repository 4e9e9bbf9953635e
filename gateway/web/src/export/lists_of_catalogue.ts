import type { Texts } from "../language/language.tsx";
import { column } from "./lists.ts";
import type { Column, ExportedList } from "./sending.ts";

function itemColumns({ exporting: { columns: of }, catalogue }: Texts, at = ""): readonly Column[] {
  return [
    column(of.itemKey, `${at}key`),
    column(of.item, `${at}name`),
    column(catalogue.objects, `${at}objects`),
    column(catalogue.system, `${at}system.name`),
    column(catalogue.startsOn, `${at}startsOn`),
  ];
}

/** The items of every department. */
export function departmentItemList(texts: Texts): ExportedList {
  const { exporting, catalogue, views } = texts;
  const columns = [
    column(exporting.columns.department, "name"),
    ...itemColumns(texts, "items."),
    column(catalogue.scale, "items.scale.name"),
  ];
  return { rows: ["departments"], each: ["items"], columns, name: views.departments };
}

/** The items of one department. */
export function itemList(texts: Texts): ExportedList {
  return { rows: ["department", "items"], columns: itemColumns(texts), name: texts.catalogue.items };
}

/** How many of each grade an item has. */
export function distributionList({ exporting: { columns: of } }: Texts): ExportedList {
  const columns = [
    column(of.itemKey, "item.key"),
    column(of.item, "item.name"),
    column(of.grade, "grade"),
    column(of.count, "count"),
  ];
  return { rows: ["gradeDistribution"], columns, name: of.gradesOfItems };
}

/** Systems; `standing`: with how they stand, as it is told to who may see that. */
export function systemList({ exporting: { columns: of }, catalogue, views }: Texts, standing: boolean): ExportedList {
  const stands = [
    column(catalogue.state, "state", catalogue.states),
    column(of.lag, "lag"),
    column(of.lastSuccess, "lastSuccess"),
    column(of.accepted, "rows.accepted"),
    column(of.rejected, "rows.rejected"),
    column(of.retired, "rows.retired"),
  ];
  const columns = [
    column(of.key, "key"),
    column(catalogue.system, "name"),
    column(catalogue.items, "items.name"),
    column(of.promised, "freshness"),
    column(catalogue.live, "live", of.yesOrNo),
    ...(standing ? stands : []),
  ];
  return { rows: ["systems"], columns, name: views.systems };
}

/** The departments' rates, and the targets. */
export function coverageLists({ exporting: { columns: of }, coverage, views }: Texts): readonly ExportedList[] {
  const rates = (["businessCoverage", "digitalAccess"] as const).flatMap((rate) => {
    const name = coverage.rates[rate] ?? rate;
    return [
      column(name, `${rate}.value`),
      column(`${name}：${coverage.numerator}`, `${rate}.numerator`),
      column(`${name}：${coverage.denominator}`, `${rate}.denominator`),
      column(`${name}：${of.document}`, `${rate}.document`),
      column(`${name}：${of.notCounted}`, `${rate}.reason`),
    ];
  });
  const departments = [column(of.department, "department.name"), column(coverage.fields, "fields"), ...rates];
  const targets = [
    column(of.year, "year"),
    column(of.quote, "quote"),
    column(of.met, "met", of.yesOrNo),
    column(of.targetFields, "targetFields"),
    column(of.targetNewFields, "targetNewFields"),
    column(of.targetCoverage, "targetCoverage"),
  ];
  return [
    { rows: ["coverage", "departments"], columns: departments, name: views.coverage },
    { rows: ["coverage", "targets"], columns: targets, name: of.targets },
  ];
}

/** Supervision lists: a row for each grade of an item, with the measures that it brings. */
export function supervisionList({ exporting: { columns: of }, catalogue, views, reading }: Texts): ExportedList {
  const columns = [
    column(of.itemKey, "itemKey"),
    column(of.item, "item.name"),
    column(of.department, "department.name"),
    column(catalogue.objects, "objects"),
    column(catalogue.scale, "scale.name"),
    column(of.model, "model.name"),
    column(of.months, "periodMonths"),
    column(of.grade, "grades.grade"),
    column(of.measure, "grades.measures.name"),
    column(of.gaps, "gaps", reading.gaps),
  ];
  return { rows: ["supervisionLists"], each: ["grades"], columns, name: views.lists };
}

/** A plan's strata and its rates; `plan` is where it is in the answer. */
export function planLists({ exporting: { columns: of }, draws }: Texts, plan: readonly string[]): readonly ExportedList[] {
  const strata = [
    column(of.itemKey, "itemKey"),
    column(draws.item, "item.name"),
    column(draws.grade, "grade"),
    column(draws.size, "size"),
    column(draws.take, "take"),
  ];
  const rates = [
    column(of.itemKey, "itemKey"),
    column(draws.grade, "grade"),
    column(draws.ratio, "ratio"),
    column(of.months, "months"),
    column(draws.method, "method", draws.methods),
    column(of.ours, "ours", of.yesOrNo),
  ];
  return [
    { rows: [...plan, "strata"], columns: strata, name: draws.strata },
    { rows: [...plan, "rates"], columns: rates, name: of.rates },
  ];
}
