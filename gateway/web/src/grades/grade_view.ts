import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export interface GradesData {
  readonly subjectsByKeys: readonly ((NamedSubject & { readonly gradeView: GradeView }) | null)[];
}

export interface GradeView {
  readonly composite: { readonly grade: Grade; readonly evaluatedOn: string } | null;
  readonly highest: Grade | null;
  readonly lowest: Grade | null;
  readonly spread: number;
  readonly byDepartment: readonly DepartmentGrades[];
  /** Not asked for by who may not see that departments disagree. */
  readonly discrepancies?: readonly Discrepancy[];
  readonly sources?: readonly Source[];
}

/** Where grades come from: a system, or files where it is null. */
export interface Source {
  readonly system: { readonly name: string } | null;
  readonly mode: string;
  readonly state: string;
  readonly asOf: string;
}

export interface DepartmentGrades {
  readonly department: { readonly name: string };
  readonly grades: readonly ItemGrade[];
}

export interface Item {
  readonly key: string;
  readonly name: string;
}

export interface ItemGrade {
  readonly grade: Grade;
  readonly nativeGrade: string | null;
  readonly score: number | null;
  readonly evaluatedOn: string;
  readonly validUntil: string | null;
  readonly expired: boolean;
  readonly suspended: boolean;
  readonly item: Item;
}

interface Discrepancy {
  readonly levels: number;
  readonly high: { readonly item: Item | null };
  readonly low: { readonly item: Item | null };
}

/** An item whose grade another one contradicts. */
export interface Contradiction {
  readonly levels: number;
  readonly other: Item;
}

/** What contradicts the grade of the item `key`. */
export function contradictions(view: GradeView, key: string): readonly Contradiction[] {
  return (view.discrepancies ?? []).flatMap(({ levels, high, low }) => {
    const other = high.item?.key === key ? low.item : low.item?.key === key ? high.item : null;
    return other === null ? [] : [{ levels, other }];
  });
}
