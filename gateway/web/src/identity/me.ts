import { useAnswer } from "../api/use_answer.ts";
import document from "./me.graphql?raw";

/** Who asks, by what the token says. */
export interface Me {
  readonly role: string;
  readonly district: string | null;
  readonly case: string | null;
  readonly expiresAt: string | null;
  readonly department: { readonly key: string; readonly name: string } | null;
}

/** Null until it is answered. */
export function useMe(): Me | null {
  const { outcome } = useAnswer<{ readonly me: Me }>(document, {});
  return outcome?.kind === "answered" ? outcome.data.me : null;
}
