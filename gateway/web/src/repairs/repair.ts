import type { PageInfo } from "../acting/list_pager.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

export const REPAIR_STATES = ["REQUESTED", "EVIDENCE_ASKED", "ACCEPTED", "REJECTED", "REVOKED", "WITHDRAWN"] as const;
export const UNDER_WAY: readonly string[] = ["REQUESTED", "EVIDENCE_ASKED"];

export interface Evidence {
  readonly name: string;
  readonly number: string;
  readonly day: string;
}

export const NO_EVIDENCE: Evidence = { name: "", number: "", day: "" };

export interface Repair {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly party: string;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  readonly documentNo: string | null;
  readonly statement: string | null;
  readonly evidence: readonly Evidence[] | null;
  readonly subject: NamedSubject;
  readonly department: { readonly key: string; readonly name: string } | null;
  readonly fact: {
    readonly conductName: string;
    readonly severity: string;
    readonly occurredOn: string;
    readonly item: { readonly name: string } | null;
  } | null;
  readonly acts: readonly { readonly act: string; readonly at: string; readonly reason: string | null; readonly evidence: readonly Evidence[] }[] | null;
}

export interface RepairsData {
  readonly creditRepairs: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Repair[] };
}
