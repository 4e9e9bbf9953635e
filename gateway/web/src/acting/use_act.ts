import { useState } from "react";
import type { Outcome, Variables } from "../api/asking.ts";
import { newKey, useSending, type Refused } from "../api/use_sending.ts";

/** What a mutation answers, under its one field: its result, or why there is none. */
export type Acted = Readonly<Record<string, { readonly __typename: string; readonly repeated: boolean } | Refused>>;

export interface Act {
  readonly busy: boolean;
  readonly outcome: Outcome<Acted> | null;
  /** Sends the input; true where it was done. The same act sent again after a failure has the same idempotency key. */
  readonly send: (input: Variables) => Promise<boolean>;
}

/** What is to be done once it is done. */
export type Done = (answer: Acted) => void;

/** Something that somebody does by a mutation that needs no key: done twice it is done once. */
export function useRepeatable(document: string, again: Done): Act {
  const { busy, outcome, send } = useSending<Acted>(document);
  return {
    busy,
    outcome,
    send: async (input) => {
      const done = answered(await send({ input }));
      if (done !== null) again(done);
      return done !== null;
    },
  };
}

/** The answer of what was done, null where it was not. */
const answered = (came: Outcome<Acted>): Acted | null =>
  came.kind === "answered" && Object.values(came.data).every((answer) => !("code" in answer)) ? came.data : null;

/** Something that somebody does by a mutation with an idempotency key; `again` asks anew for what it has changed. */
export function useAct(document: string, again: Done): Act {
  const [key, setKey] = useState(newKey);
  const { busy, outcome, send } = useSending<Acted>(document);
  return {
    busy,
    outcome,
    send: async (input) => {
      const done = answered(await send({ input: { ...input, idempotencyKey: key } }));
      if (done !== null) {
        setKey(newKey());
        again(done);
      }
      return done !== null;
    },
  };
}
