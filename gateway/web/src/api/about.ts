import { read } from "./asking.ts";
import { useOutcome, type Watched } from "./use_outcome.ts";

export interface DemoSubject {
  readonly key: string;
  readonly name: string;
  readonly story: { readonly zh: string; readonly en: string };
}

/** What runs here and whom it takes the reader for: `/about.json`. */
export interface About {
  readonly version: string;
  readonly store: string;
  readonly identity: { readonly role: string; readonly demo: boolean };
  readonly subjects: number;
  readonly synthetic: boolean;
  readonly demoSubjects: readonly DemoSubject[];
}

export function useAbout(): Watched<About> {
  return useOutcome("/about.json", (signal) => read<About>("/about.json", signal));
}
