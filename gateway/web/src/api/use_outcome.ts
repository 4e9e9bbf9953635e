import { useEffect, useState } from "react";
import type { Outcome } from "./asking.ts";

const RETRY_AFTER_MS = 2000;

/** The newest outcome (null: none yet), and whether a newer one is under way. */
export interface Watched<Data> {
  readonly outcome: Outcome<Data> | null;
  readonly busy: boolean;
}

/**
 * Asks again whenever `key` changes, and every two seconds while the gateway is starting. While a new question is under
 * way the last outcome stays, so that the page does not jump.
 */
export function useOutcome<Data>(key: string, get: (signal: AbortSignal) => Promise<Outcome<Data>>): Watched<Data> {
  const [outcome, setOutcome] = useState<Outcome<Data> | null>(null);
  const [answeredKey, setAnsweredKey] = useState<string | null>(null);

  useEffect(() => {
    const givenUp = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async (): Promise<void> => {
      const newest = await get(givenUp.signal);
      if (givenUp.signal.aborted) return;
      setOutcome(newest);
      setAnsweredKey(key);
      if (newest.kind === "starting") timer = setTimeout(run, RETRY_AFTER_MS);
    };
    const run = (): void => {
      attempt().catch((error: unknown) => {
        if (!givenUp.signal.aborted) throw error;
      });
    };
    run();
    return () => {
      clearTimeout(timer);
      givenUp.abort();
    };
    // `get` is new at every rendering; what it asks is told by `key`.
  }, [key]);

  return { outcome, busy: answeredKey !== key };
}
