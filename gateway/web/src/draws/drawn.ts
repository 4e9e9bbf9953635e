import type { Refused } from "../api/use_sending.ts";
import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

interface Named {
  readonly name: string;
}

export interface DrawEntry {
  readonly id: string;
  readonly state: string;
  readonly committedAt: string;
  readonly drawnAt: string | null;
  readonly taskCount: number | null;
  readonly commitment: string;
  readonly departments: readonly Named[];
  readonly items: readonly Named[];
}

export interface Draw extends DrawEntry {
  readonly poolDigest: string;
  readonly seed: string | null;
  readonly publicRandomness: string | null;
}

export interface Plan {
  readonly day: string;
  readonly poolSize: number;
  readonly toDraw: number;
  readonly inspectors: number;
  readonly inspectorsEach: number;
  readonly strata: readonly {
    readonly itemKey: string;
    readonly item: Named | null;
    readonly grade: Grade;
    readonly size: number;
    readonly take: number;
  }[];
  readonly rates: readonly {
    readonly itemKey: string;
    readonly grade: Grade;
    readonly ratio: number;
    readonly months: number;
    readonly method: string;
    readonly ours: boolean;
  }[];
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

export interface Task {
  readonly key: string;
  readonly subject: NamedSubject;
  readonly district: string | null;
  readonly items: readonly { readonly itemKey: string; readonly grade: Grade; readonly item: Named | null; readonly inspected: boolean }[];
  readonly method: string;
  readonly inspectors: readonly string[];
  readonly state: string;
}

export interface DrawItems {
  readonly departments: readonly { readonly key: string; readonly name: string; readonly items: readonly { readonly key: string; readonly name: string }[] }[];
}

export type Wrote = { readonly __typename: "SampleDrawResult"; readonly repeated: boolean; readonly draw: { readonly id: string } } | Refused;

/** Who draws; everybody else looks on and verifies. */
export const DRAWERS: readonly string[] = ["officer", "coordinator"];
/** Who may see a draw's plan and, of the own department's, its tasks. */
export const DEPARTMENTS: readonly string[] = ["officer", "investigator", "coordinator"];

export interface PlanInput {
  readonly items: readonly string[];
  readonly districts: readonly string[];
  readonly inspectors: readonly Inspector[];
  readonly inspectorsEach: number;
}

interface Inspector {
  readonly key: string;
  readonly department: string;
}

/** A roster as it is written: a line an inspector, number and department; without one, the department that is given. */
export function roster(text: string, department: string): readonly Inspector[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [key = "", of = ""] = line.split(/[,，\t]/).map((part) => part.trim());
    return key === "" ? [] : [{ key, department: of || department }];
  });
}

/** Names with commas or spaces between. */
export function separate(text: string): readonly string[] {
  return text.split(/[\s,，、;；]+/).filter(Boolean);
}
