import { useAnswer } from "../api/use_answer.ts";
import type { Watched } from "../api/use_outcome.ts";
import type { PageInfo } from "../acting/list_pager.tsx";
import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";
import counts from "./counts.graphql?raw";

export const INBOX_KINDS = [
  "DISCREPANCY",
  "OBJECTION",
  "CREDIT_REPAIR",
  "TASK",
  "INSPECTION_REVIEW",
  "INSPECTION_PUBLICATION",
  "INSPECTION_REVISION",
  "EARLY_WARNING",
] as const;

interface Named {
  readonly name: string;
}

interface Graded {
  readonly grade: Grade;
  readonly item: Named | null;
}

export interface Waiting {
  readonly key: string;
  readonly kind: string;
  readonly since: string;
  readonly dueOn: string | null;
  readonly overdue: boolean;
  readonly escalated: boolean;
  readonly subject: NamedSubject;
  readonly discrepancy: { readonly levels: number; readonly high: Graded; readonly low: Graded } | null;
  readonly objection: { readonly reason: string; readonly item: Named | null } | null;
  readonly creditRepair: { readonly statement: string | null; readonly fact: { readonly conductName: string } | null } | null;
  readonly task: { readonly drawKey: string; readonly items: readonly { readonly item: Named | null; readonly inspected: boolean }[] } | null;
  readonly inspection: { readonly inspectedOn: string; readonly item: Named | null } | null;
  readonly earlyWarning: Warning | null;
}

export interface Warning {
  readonly kind: string;
  readonly record: Graded | null;
  readonly before: { readonly grade: Grade } | null;
  readonly fact: { readonly conductName: string } | null;
  readonly older: { readonly key: string; readonly displayName: string } | null;
}

export interface InboxData {
  readonly inbox: { readonly pageInfo: PageInfo; readonly nodes: readonly Waiting[] };
}

interface Count {
  readonly kind: string;
  readonly count: number;
  readonly overdue: number;
}

export interface CountsData {
  readonly inboxCounts: readonly Count[];
}

/** How much waits for a department; null: the own one. */
export function useCounts(department: string | null, round: number): Watched<CountsData> {
  return useAnswer<CountsData>(counts, { department }, round);
}
