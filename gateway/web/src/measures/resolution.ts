import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export interface MeasuresData {
  readonly subjectsByKeys: readonly ((NamedSubject & { readonly measures: Resolution }) | null)[];
}

export interface Resolution {
  readonly applied: readonly AppliedMeasure[];
  readonly withheld: readonly WithheldMeasure[];
}

export interface Measure {
  readonly key: string;
  readonly name: string;
  readonly scenario: string;
  readonly direction: string;
  readonly quote: string;
  readonly condition: string | null;
  readonly discretionary: boolean;
}

/** A supervision item; null stands for the composite grade. */
export type Item = { readonly key: string; readonly name: string } | null;

export interface Fact {
  readonly conductName: string;
  readonly severity: string;
  readonly occurredOn: string;
  readonly documentNo: string | null;
}

export interface LegalBasis {
  readonly level: string;
  readonly title: string;
  readonly article: string;
}

export interface AppliedMeasure {
  readonly measure: Measure;
  readonly grade: Grade;
  readonly item: Item;
  readonly advisory: boolean;
  readonly facts: readonly Fact[];
  readonly legalBasis: readonly LegalBasis[];
}

export interface WithheldMeasure {
  readonly measure: Measure;
  readonly item: Item;
  readonly reason: string;
  readonly explanation: string;
}

/** One measure with everything of `cases` that brings it or holds it back, in the order of the answer. */
export interface ByMeasure<Case> {
  readonly measure: Measure;
  readonly cases: readonly [Case, ...Case[]];
}

export function byMeasure<Case extends { readonly measure: Measure }>(cases: readonly Case[]): readonly ByMeasure<Case>[] {
  const groups = new Map<string, { measure: Measure; cases: [Case, ...Case[]] }>();
  for (const each of cases) {
    const group = groups.get(each.measure.key);
    if (group) group.cases.push(each);
    else groups.set(each.measure.key, { measure: each.measure, cases: [each] });
  }
  return [...groups.values()];
}

/** `values` without those that read the same as an earlier one. */
export function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
