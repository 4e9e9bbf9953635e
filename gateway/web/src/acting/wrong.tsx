import { createContext, useContext, type ReactNode } from "react";
import type { Refused } from "../api/use_sending.ts";

const Refusal = createContext<Refused | null>(null);

/** Tells the fields of a form what was refused: the one that it is about shows it. */
export function WrongWithin({ refused, children }: { readonly refused: Refused | null; readonly children: ReactNode }): ReactNode {
  return <Refusal value={refused}>{children}</Refusal>;
}

/** What is wrong with the field of the input that has this name; null where nothing is. */
export function useWrong(name: string | undefined): string | null {
  const refused = useContext(Refusal);
  if (name === undefined || refused?.where !== `input.${name}`) return null;
  return refused.message.replace(`${name}: `, "");
}

/** The message beside a field that it belongs to. */
export function WrongHere({ id, message }: { readonly id: string; readonly message: string | null }): ReactNode {
  if (message === null) return null;
  return (
    <p id={id} className="wrong">
      {message}
    </p>
  );
}
