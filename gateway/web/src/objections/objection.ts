import type { PageInfo } from "../acting/list_pager.tsx";
import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export const OBJECTION_STATES = ["OPEN", "ACCEPTED", "REJECTED", "WITHDRAWN"] as const;
export const OPEN = "OPEN";

export interface Objection {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly reason: string;
  readonly answer: string | null;
  readonly raisedAt: string;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly endedAt: string | null;
  readonly subject: NamedSubject;
  readonly record: { readonly grade: Grade; readonly evaluatedOn: string };
  readonly item: { readonly name: string } | null;
  readonly department: { readonly key: string; readonly name: string } | null;
}

export interface ObjectionsData {
  readonly objections: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Objection[] };
}
