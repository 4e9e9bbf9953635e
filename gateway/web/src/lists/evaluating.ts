import { useEffect, useRef, useState } from "react";
import type { Act, Acted } from "../acting/use_act.ts";
import type { Outcome } from "../api/asking.ts";
import { useSending, type Refused } from "../api/use_sending.ts";
import running from "./run_model.graphql?raw";

const EVERYBODY = "EVERYBODY";

/** An evaluation as far as it has come. */
export interface Run {
  readonly key: string;
  readonly scope: string;
  readonly day: string;
  readonly done: boolean;
  readonly evaluated: number;
  readonly written: number;
  readonly unchanged: number;
}

interface Answer {
  readonly runEvaluation: { readonly __typename: "RunEvaluationResult"; readonly run: Run } | Refused;
}

interface Evaluating {
  /** What keeps it from going on, for the form. */
  readonly act: Act;
  /** Null before the first batches are done. */
  readonly run: Run | null;
  readonly stop: () => void;
}

/** Evaluates by a model, call after call until it is done, somebody stops it, or its form is left: what is done stays, and the next
 * call goes on. `again` asks anew for what it has changed. */
export function useEvaluating(model: string, again: () => void): Evaluating {
  const sending = useSending<Answer>(running);
  const [going, setGoing] = useState(false);
  const [run, setRun] = useState<Run | null>(null);
  const stopped = useRef(false);
  const stop = (): void => {
    stopped.current = true;
  };
  useEffect(() => stop, []);

  const next = async (everybody: boolean): Promise<Run | null> => {
    const came = await sending.send({ input: { model, everybody } });
    if (came.kind !== "answered" || "code" in came.data.runEvaluation) return null;
    setRun(came.data.runEvaluation.run);
    return came.data.runEvaluation.run;
  };
  const send = async ({ everybody }: Readonly<Record<string, unknown>>): Promise<boolean> => {
    stopped.current = false;
    setGoing(true);
    setRun(null);
    let last: Run | null;
    do last = await next(everybody === true);
    while (last !== null && !over(last, everybody === true) && !stopped.current);
    setGoing(false);
    again();
    return last !== null;
  };
  return { act: { busy: going, outcome: hindrance(sending.outcome), send }, run, stop };
}

/** An evaluation that was under way is gone on with first: of everybody it may be another one that was asked for. */
const over = ({ done, scope }: Run, everybody: boolean): boolean => done && (scope === EVERYBODY || !everybody);

/** What came of the last call, where that was no evaluation. */
function hindrance(outcome: Outcome<Answer> | null): Outcome<Acted> | null {
  if (outcome?.kind !== "answered") return outcome;
  const { runEvaluation } = outcome.data;
  return "code" in runEvaluation ? { ...outcome, data: { runEvaluation } } : null;
}
