import type { Variables } from "../api/asking.ts";
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

/** What of a subject was found: in its name or its code from a character on, or by something that is not shown. */
export interface Matched {
  readonly by: string;
  readonly start: number;
  readonly length: number;
  /** The former name that it stands in, where that was found. */
  readonly formerName?: string | null;
}

export interface FoundPage {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Found; readonly matched?: Matched }[];
}

export interface FoundData {
  readonly searchSubjects?: FoundPage;
  readonly entities?: FoundPage;
}

export interface FacetsData {
  readonly subjectFacets: {
    readonly districts: readonly { readonly value: string }[];
    readonly industries: readonly { readonly value: string }[];
  };
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
export const FACETS = ["kind", "district", "industry", "status", "department", "grade"] as const;
export type Facet = (typeof FACETS)[number];
export type Chosen = Readonly<Record<Facet, readonly string[]>>;

export function chosenIn(parameters: URLSearchParams): Chosen {
  return Object.fromEntries(FACETS.map((facet) => [facet, parameters.getAll(facet)])) as unknown as Chosen;
}

export interface Asked {
  readonly document: string;
  readonly variables: Variables;
}

/** What the ranked search is asked for; null where a filter is chosen that it does not know, or there is no text. */
export function searched(parameters: URLSearchParams): Variables | null {
  const text = parameters.get("q") ?? "";
  const { kind, district, industry, status, department, grade } = chosenIn(parameters);
  if (text === "" || department.length > 0 || grade.length > 0) return null;
  return { text, kinds: given(kind), districts: given(district), industries: given(industry), statuses: given(status) };
}

/** The operation that answers: the ranked search where it can, else the list with its filter. */
export function asked(parameters: URLSearchParams): Asked {
  const after = parameters.get("after");
  const ranked = searched(parameters);
  if (ranked !== null) return { document: search, variables: { ...ranked, after } };
  const chosen = chosenIn(parameters);
  const filter = {
    nameContains: parameters.get("q") || null,
    kinds: given(chosen.kind),
    districts: given(chosen.district),
    industries: given(chosen.industry),
    status: given(chosen.status),
    departments: given(chosen.department),
    grades: given(chosen.grade),
  };
  return { document: entities, variables: { filter, after } };
}

export interface FacetCounts {
  readonly searchSubjects: {
    readonly facets: {
      readonly kinds: readonly { readonly kind: string; readonly count: number }[];
      readonly districts: readonly { readonly value: string; readonly count: number }[];
      readonly industries: readonly { readonly value: string; readonly count: number }[];
      readonly statuses: readonly { readonly value: string; readonly count: number }[];
    };
  };
}

/** How many of what was found are of each kind, district and state, by its value; empty where nobody counted. */
export function counts(data: FacetCounts | null): ReadonlyMap<string, number> {
  const facets = data?.searchSubjects.facets;
  if (facets === undefined) return new Map();
  const valued = [...facets.districts, ...facets.industries, ...facets.statuses].map(({ value, count }): [string, number] => [value, count]);
  return new Map([...valued, ...facets.kinds.map(({ kind, count }): [string, number] => [kind, count])]);
}

/** A text cut where something was found in it: before, the match, after. By characters, as the API counts. */
export function cutAt(text: string, start: number, length: number): readonly [string, string, string] {
  const characters = [...text];
  const part = (from: number, to?: number): string => characters.slice(from, to).join("");
  return [part(0, start), part(start, start + length), part(start + length)];
}

const given = (values: readonly string[]): readonly string[] | null => (values.length > 0 ? values : null);
