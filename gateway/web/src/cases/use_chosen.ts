import { useState } from "react";
import { useIdentity } from "../api/about.ts";
import { credentials } from "../api/credentials.ts";
import { useAnswer } from "../api/use_answer.ts";
import { chosenId, INVESTIGATOR, type ChosenCase } from "./case.ts";
import document from "./chosen.graphql?raw";

export interface Chosen {
  readonly chosen: ChosenCase;
  readonly again: () => void;
}

/** The case that is worked in, asked anew after each act; null where none is. Mount what uses it where there is one only. */
export function useChosen(id: string): Chosen | null {
  const [round, setRound] = useState(0);
  const { outcome } = useAnswer<{ readonly case: ChosenCase | null }>(document, { id }, round);
  const chosen = outcome?.kind === "answered" ? outcome.data.case : null;
  return chosen === null ? null : { chosen, again: () => setRound((now) => now + 1) };
}

/** The id of the case that is worked in, once it is known who works. */
export function useChosenId(): string | null {
  const known = useIdentity() !== null;
  return known ? chosenId() : null;
}

/** Whether nothing is answered before a case is named; null while it is not known who asks. */
export function useCaseNeeded(): boolean | null {
  const role = useIdentity()?.role;
  return role === undefined ? null : role === INVESTIGATOR && credentials().case === "";
}
