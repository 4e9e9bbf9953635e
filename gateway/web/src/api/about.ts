import { createContext, useContext } from "react";
import { read } from "./asking.ts";
import { useCredentialsKey } from "./credentials.ts";
import { useOutcome, type Watched } from "./use_outcome.ts";

export interface DemoSubject {
  readonly key: string;
  readonly name: string;
  readonly story: { readonly zh: string; readonly en: string };
}

/** Whom the server takes the reader for; `demo`: nobody is authenticated here. */
export interface Identity {
  readonly role: string;
  readonly demo: boolean;
}

/** What runs here and whom it takes the reader for: `/about.json`. */
export interface About {
  readonly version: string;
  readonly store: string;
  readonly identity: Identity;
  readonly subjects: number;
  readonly synthetic: boolean;
  readonly demoSubjects: readonly DemoSubject[];
}

export const AboutHere = createContext<Watched<About>>({ outcome: null, busy: true });

/** Reads it, and again whenever who asks is another. */
export function useReadAbout(): Watched<About> {
  return useOutcome(`/about.json ${useCredentialsKey()}`, (signal) => read<About>("/about.json", signal));
}

export function useAbout(): Watched<About> {
  return useContext(AboutHere);
}

/** Null until the server has said it. */
export function useIdentity(): Identity | null {
  const { outcome } = useAbout();
  return outcome?.kind === "answered" ? outcome.data.identity : null;
}
