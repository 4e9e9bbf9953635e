import type { Grade } from "../question/grade_mark.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";

/** The day that is asked about, and the moment of which the knowledge is asked for; null: today, and all that is known now. */
export interface Then {
  readonly asOf: string | null;
  readonly knownAt: string | null;
}

export interface Asked {
  readonly subject: string;
  readonly then: Then;
}

/** An answer about one subject; null: there is none, or it is not for who asks. */
export interface About<Subject> {
  readonly subjectsByKeys: readonly (Subject | null)[];
}

export interface Connection<Node> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
}

interface Named {
  readonly name: string;
}

export interface Head extends NamedSubject {
  readonly kind: string;
  readonly formerNames: readonly Named[];
}

export interface Details {
  readonly status?: string | null;
  readonly district?: string | null;
  readonly industry?: string | null;
  readonly registeredOn?: string | null;
}

export interface Fact {
  readonly key: string;
  readonly conductName: string;
  readonly severity: string;
  readonly occurredOn: string;
  readonly documentNo: string | null;
  readonly description: string | null;
  readonly item: Named | null;
  readonly system: Named | null;
  readonly withdrawnAt: string | null;
  readonly retiredOn: string | null;
}

export interface ArchiveEntry {
  readonly kind: string;
  readonly day: string;
  readonly record: { readonly grade: Grade; readonly item: Named | null; readonly department: Named | null } | null;
  readonly fact: { readonly conductName: string; readonly severity: string; readonly item: Named | null } | null;
  readonly inspection: { readonly outcome: string; readonly item: Named | null; readonly department: Named | null } | null;
  readonly measureTaken: { readonly action: string; readonly measure: Named | null; readonly department: Named | null } | null;
}

export interface Relation {
  readonly kind: string;
  readonly direction: "OUTGOING" | "INCOMING";
  readonly share: number | null;
  readonly subject: NamedSubject;
}

export interface Access {
  readonly at: string;
  readonly role: string | null;
  readonly what: string;
  readonly operation: string | null;
  readonly fields: readonly string[];
  /** What was shown at the window that looked on the subject's behalf. */
  readonly proofs: readonly string[];
  readonly department: Named | null;
  readonly grants: readonly { readonly id: string; readonly purpose: string }[];
}

export const ARCHIVE_KINDS = [
  "EVALUATION",
  "CORRECTION",
  "EVALUATION_WITHDRAWN",
  "INSPECTION",
  "FACT",
  "FACT_WITHDRAWN",
  "REPAIR_REQUESTED",
  "REPAIR_REJECTED",
  "REPAIR_WITHDRAWN",
  "FACT_REPAIRED",
  "REPAIR_REVOKED",
  "OBJECTION_RAISED",
  "OBJECTION_ANSWERED",
  "OBJECTION_WITHDRAWN",
  "MEASURE_TAKEN",
  "DISCREPANCY_RAISED",
  "DISCREPANCY_REVIEWED",
  "DISCREPANCY_CLOSED",
  "REGISTRATION",
] as const;
