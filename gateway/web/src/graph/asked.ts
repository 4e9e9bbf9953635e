import { useRef } from "react";
import { ask, type Outcome, type Problem, type Variables } from "../api/asking.ts";
import { useOutcome, type Watched } from "../api/use_outcome.ts";
import neighbourhood from "./neighbourhood.graphql?raw";
import paths from "./paths.graphql?raw";
import { picture, type GraphPath, type Neighbourhood, type Picture } from "./picture.ts";

export const RELATIONS = ["LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF", "BRANCH_OF", "EXECUTIVE_OF", "PRACTISES_AT"] as const;
export const LAYOUTS = ["cose", "concentric", "breadthfirst", "circle"] as const;
export const LIMITS = [20, 50, 100, 200, 500] as const;
export type Layout = (typeof LAYOUTS)[number];

const LONGEST = 8;
const DEFAULT_LENGTH = 4;

/** What the address asks to be drawn. */
export interface Asked {
  /** Whose neighbours are drawn: who was asked about, then everybody who was expanded. */
  readonly of: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly maxLength: number;
  readonly relations: readonly string[];
  readonly limit: number;
  readonly layout: Layout;
}

export function askedIn(parameters: URLSearchParams): Asked {
  const length = Number(parameters.get("length") ?? DEFAULT_LENGTH);
  const limit = Number(parameters.get("limit"));
  return {
    of: [...new Set(parameters.getAll("of"))],
    from: parameters.get("from"),
    to: parameters.get("to"),
    maxLength: Number.isInteger(length) && length >= 1 && length <= LONGEST ? length : DEFAULT_LENGTH,
    relations: parameters.getAll("relation"),
    limit: LIMITS.find((each) => each === limit) ?? LIMITS[1],
    layout: LAYOUTS.find((each) => each === parameters.get("layout")) ?? "cose",
  };
}

type Answers = Map<string, Promise<Outcome<unknown>>>;

/** The picture of it. What was answered for an earlier picture is not asked again. */
export function usePicture(asked: Asked): Watched<Picture> {
  const known = useRef<Answers>(new Map());
  const { layout: _, ...matters } = asked;
  return useOutcome(JSON.stringify(matters), (signal) => drawn(asked, known.current, signal));
}

/** What is asked of each of those who are expanded, whose keys are `of`. */
export const aroundThem = ({ relations, limit }: Asked): Variables => ({ depth: 1, relations: relations.length > 0 ? relations : null, limit });

/** What is asked for the paths. */
export const between = ({ from, to, maxLength, relations }: Asked): Variables => ({
  from,
  to,
  maxLength,
  relations: relations.length > 0 ? relations : null,
});

async function drawn(asked: Asked, known: Answers, signal: AbortSignal): Promise<Outcome<Picture>> {
  const around = asked.of.map((of) => once<{ neighbourhood: Neighbourhood }>(known, neighbourhood, { of, ...aroundThem(asked) }));
  const paired = asked.from !== null && asked.to !== null ? [once<{ paths: readonly GraphPath[] }>(known, paths, between(asked))] : [];
  const [neighbourhoods, found] = await Promise.all([Promise.all(around), Promise.all(paired)]);
  signal.throwIfAborted();
  const all = [...neighbourhoods, ...found];
  if (all.some(({ kind }) => kind === "starting")) return { kind: "starting" };
  const problems = all.flatMap((outcome): readonly Problem[] => (outcome.kind === "starting" ? [] : outcome.problems));
  const whole = picture(
    neighbourhoods.flatMap((outcome) => (outcome.kind === "answered" ? [outcome.data.neighbourhood] : [])),
    found.flatMap((outcome) => (outcome.kind === "answered" ? outcome.data.paths : [])),
  );
  return whole.nodes.length === 0 && problems.length > 0 ? { kind: "failed", problems } : { kind: "answered", data: whole, problems };
}

/** Asks unless the same has been answered; what failed is asked again. */
async function once<Data>(known: Answers, document: string, variables: Variables): Promise<Outcome<Data>> {
  const key = JSON.stringify([document, variables]);
  const asked = known.get(key) ?? ask<Data>(document, variables, new AbortController().signal);
  known.set(key, asked);
  const outcome = (await asked) as Outcome<Data>;
  if (outcome.kind !== "answered") known.delete(key);
  return outcome;
}
