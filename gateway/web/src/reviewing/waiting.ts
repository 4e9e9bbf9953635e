import type { Refused } from "../api/use_sending.ts";
import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export const STATES = ["OPEN", "UNDER_REVIEW", "CLOSED"] as const;
export const WAITING: readonly string[] = ["OPEN", "UNDER_REVIEW"];

export interface QueueData {
  readonly discrepancies: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly Waiting[];
  };
}

export interface Waiting {
  readonly id: string;
  readonly version: string;
  readonly levels: number;
  readonly state: string;
  readonly raisedAt: string;
  readonly closedAt: string | null;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly escalated: boolean;
  readonly subject: NamedSubject;
  readonly high: Side;
  readonly low: Side;
  readonly reviews: readonly Review[];
}

export interface Side {
  readonly grade: Grade;
  readonly evaluatedOn: string;
  readonly suspended: boolean;
  readonly item: { readonly name: string } | null;
  readonly department: { readonly key: string; readonly name: string } | null;
}

export interface Review {
  readonly decision: string;
  readonly reviewer: string;
  readonly reason: string;
  readonly reviewedAt: string;
  readonly department: { readonly name: string } | null;
}

export interface ReviewData {
  readonly reviewDiscrepancy:
    | { readonly __typename: "ReviewDiscrepancyResult"; readonly repeated: boolean; readonly discrepancy: { readonly id: string; readonly state: string } }
    | Refused;
}

export type Decision = "KEEP" | "CORRECT" | "DISMISS";

/** The departments whose grades are apart, each once. */
export function sides({ high, low }: Waiting): readonly { readonly key: string; readonly name: string }[] {
  const both = [high, low].flatMap(({ department }) => (department === null ? [] : [department]));
  return both.filter((department, index) => both.findIndex(({ key }) => key === department.key) === index);
}
