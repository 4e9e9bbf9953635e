import type { Grade } from "../question/grade_mark.tsx";

export interface DisagreementsData {
  readonly discrepancies: { readonly totalCount: number; readonly edges: readonly { readonly node: Discrepancy }[] };
  readonly coverage: Coverage;
}

export interface Discrepancy {
  readonly id: string;
  readonly levels: number;
  readonly state: string;
  readonly raisedAt: string;
  readonly subject: { readonly key: string; readonly displayName: string };
  readonly high: Side;
  readonly low: Side;
}

export interface Side {
  readonly grade: Grade;
  readonly item: { readonly name: string } | null;
  readonly department: { readonly name: string } | null;
}

export interface Coverage {
  readonly fields: number;
  readonly newFields: number;
  readonly targets: readonly Target[];
  readonly businessCoverage: Rate;
  readonly digitalAccess: Rate;
}

export interface Target {
  readonly year: number;
  readonly quote: string;
  readonly met: boolean | null;
  readonly targetFields: number | null;
  readonly targetNewFields: number | null;
  readonly targetCoverage: number | null;
}

/** A share of the departments' registers; `value` is null where there is no register, and `reason` says so. */
export interface Rate {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly reason: string | null;
}

const CITY_DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/** The day in Chongqing on which an instant falls, as YYYY-MM-DD. */
export function cityDay(instant: string): string {
  return CITY_DAY.format(new Date(instant));
}
