import { ask, type Variables } from "./asking.ts";
import { useCredentialsKey } from "./credentials.ts";
import { useOutcome, type Watched } from "./use_outcome.ts";

/** The answer to an operation; asked again when the operation, who asks or `round` is another. */
export function useAnswer<Data>(document: string, variables: Variables, round = 0): Watched<Data> {
  const key = JSON.stringify([document, variables, round, useCredentialsKey()]);
  return useOutcome(key, (signal) => ask<Data>(document, variables, signal));
}
