import { useState } from "react";
import { ask, type Outcome, type Problem, type Variables } from "./asking.ts";

/** What a mutation answers instead of its result. */
export interface Refused {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly where?: string | null;
}

export interface Sending<Data> {
  readonly busy: boolean;
  /** What came of the last time; null before it and while it is under way. */
  readonly outcome: Outcome<Data> | null;
  readonly send: (variables: Variables) => Promise<Outcome<Data>>;
  readonly forget: () => void;
}

/** Sends an operation when the reader says so. */
export function useSending<Data>(document: string): Sending<Data> {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<Data> | null>(null);
  const send = async (variables: Variables): Promise<Outcome<Data>> => {
    setBusy(true);
    setOutcome(null);
    const came = await ask<Data>(document, variables, new AbortController().signal);
    setOutcome(came);
    setBusy(false);
    return came;
  };
  return { busy, outcome, send, forget: () => setOutcome(null) };
}

/** A refusal of a mutation as the problems of a question are shown. */
export function problemOf({ code, message, where }: Refused): Problem {
  return { code, message, path: where ?? null };
}

/** A new idempotency key: the same act sent again under it changes nothing. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
