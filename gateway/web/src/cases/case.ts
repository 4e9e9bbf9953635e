import { credentials, setCredentials } from "../api/credentials.ts";
import { addressOf } from "../navigation/address.ts";

/** The roles that have cases; an investigator asks for nothing else without one. */
export const HOLDERS: readonly string[] = ["officer", "investigator", "coordinator"];
export const INVESTIGATOR = "investigator";

const PREFIX = "case:";

export interface Case {
  readonly id: string;
  readonly reason: string;
  readonly title: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

export interface Entry {
  readonly number: number;
  readonly kind: string;
  readonly name: string;
  readonly content: string;
  readonly addedAt: string;
}

export interface WholeCase extends Case {
  readonly lookedAt: string | null;
  readonly version: number;
  readonly entries: readonly Entry[];
  readonly watched: readonly { readonly key: string; readonly since: string }[];
}

/** The case that is worked in, with what saving and watching need. */
export interface ChosenCase {
  readonly id: string;
  readonly reason: string;
  readonly title: string | null;
  readonly closedAt: string | null;
  readonly version: number;
  readonly watched: readonly { readonly key: string }[];
}

export const caseAddress = (id: string): string => addressOf(["cases", id]);

export const nameOf = ({ title, reason }: Pick<Case, "title" | "reason">): string => title ?? reason;

/** The id of the case that every request of this tab names; null where there is none, or one that is kept elsewhere. */
export function chosenId(): string | null {
  const named = credentials().case;
  return named.startsWith(PREFIX) ? named : null;
}

export const enter = (id: string): void => setCredentials({ ...credentials(), case: id });

export const leave = (): void => setCredentials({ ...credentials(), case: "" });
