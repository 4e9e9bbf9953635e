import type { Variables } from "../api/asking.ts";
import type { Grade } from "../question/grade_mark.tsx";
import entities from "./entities.graphql?raw";
import search from "./search.graphql?raw";

export interface Found {
  readonly key: string;
  readonly displayName: string;
  readonly kind: string;
  readonly synthetic: boolean;
  readonly status?: string | null;
  readonly district?: string | null;
  readonly industry?: string | null;
}

export interface FoundPage {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Found[];
}

export interface FoundData {
  readonly searchSubjects?: FoundPage;
  readonly entities?: FoundPage;
}

export interface FacetsData {
  readonly gradeDistribution: readonly { readonly district: string | null; readonly grade: Grade; readonly count: number }[];
  readonly departments: readonly { readonly key: string; readonly name: string }[];
}

export const KINDS = [
  "ENTERPRISE",
  "INDIVIDUAL_BUSINESS",
  "COOPERATIVE",
  "SOCIAL_ORGANISATION",
  "PUBLIC_INSTITUTION",
  "STATE_ORGAN",
  "LEGAL_SERVICE",
  "OTHER_ORGANISATION",
  "PERSON",
] as const;

/** States of registration as registers write them. */
export const STATUSES = ["存续", "注销", "吊销"] as const;

/** What is chosen in the address beside the text; each may be there several times. */
export const FACETS = ["kind", "district", "status", "department", "grade"] as const;
export type Facet = (typeof FACETS)[number];
export type Chosen = Readonly<Record<Facet, readonly string[]>>;

export function chosenIn(parameters: URLSearchParams): Chosen {
  return Object.fromEntries(FACETS.map((facet) => [facet, parameters.getAll(facet)])) as unknown as Chosen;
}

export interface Asked {
  readonly document: string;
  readonly variables: Variables;
}

/** The operation that answers: the ranked search where only text and kinds are asked for, else the list with its filter. */
export function asked(parameters: URLSearchParams): Asked {
  const text = parameters.get("q") ?? "";
  const after = parameters.get("after");
  const chosen = chosenIn(parameters);
  const onlyKinds = FACETS.every((facet) => facet === "kind" || chosen[facet].length === 0);
  if (text !== "" && onlyKinds) return { document: search, variables: { text, kinds: given(chosen.kind), after } };
  const filter = {
    nameContains: text || null,
    kinds: given(chosen.kind),
    districts: given(chosen.district),
    status: given(chosen.status),
    departments: given(chosen.department),
    grades: given(chosen.grade),
  };
  return { document: entities, variables: { filter, after } };
}

/** A text cut where `sought` stands in it, in any letter case: before, the match, after; null where it does not. */
export function cutAt(text: string, sought: string): readonly [string, string, string] | null {
  const at = sought === "" ? -1 : text.toLocaleLowerCase().indexOf(sought.toLocaleLowerCase());
  return at < 0 ? null : [text.slice(0, at), text.slice(at, at + sought.length), text.slice(at + sought.length)];
}

const given = (values: readonly string[]): readonly string[] | null => (values.length > 0 ? values : null);
