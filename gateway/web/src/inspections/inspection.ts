import type { PageInfo } from "../acting/list_pager.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export const INSPECTION_STATES = ["DRAFT", "SENT_BACK", "REVIEWED", "PUBLISHED", "WITHDRAWN"] as const;
export const SENT_BACK = "SENT_BACK";
export const DRAFT = "DRAFT";
export const REVIEWED = "REVIEWED";
export const WITHDRAWN = "WITHDRAWN";
/** What waits for a second person. */
export const WAITING: readonly string[] = [DRAFT, REVIEWED];

export interface Inspection {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly manner: string;
  readonly inspectedOn: string;
  readonly outcome: string;
  readonly subject: NamedSubject;
  readonly itemKey: string;
  readonly item: { readonly name: string } | null;
  readonly department: { readonly key: string; readonly name: string } | null;
  /** Null where it is not for who asks, as what follows. */
  readonly documentNo: string | null;
  readonly taskKey: string | null;
  readonly inspectors: readonly string[] | null;
  readonly findings: readonly { readonly clause: string; readonly result: string; readonly remark: string | null }[] | null;
  readonly acts: readonly { readonly act: string; readonly at: string; readonly reason: string | null }[] | null;
}

export interface InspectionsData {
  readonly inspections: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Inspection[] };
}
