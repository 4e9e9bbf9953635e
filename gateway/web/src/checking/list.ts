import { ask, type Problem } from "../api/asking.ts";
import { AT_ONCE } from "../export/lists_of_graph.ts";
import type { Grade } from "../question/grade_mark.tsx";
import { keyOfCode } from "../subject/key.ts";
import document from "./check.graphql?raw";

export const MOST = 20_000;

/** A list as it was written: the keys in its order, each once, and what is no key. */
export interface Listed {
  readonly keys: readonly string[];
  readonly refused: readonly string[];
}

export interface Checked {
  readonly key: string;
  /** Null: there is no such subject, or the reader may not see it. */
  readonly subject: CheckedSubject | null;
}

export interface CheckedSubject {
  readonly key: string;
  readonly displayName: string;
  readonly synthetic: boolean;
  readonly gradeView: {
    readonly composite: { readonly grade: Grade } | null;
    readonly highest: Grade | null;
    readonly lowest: Grade | null;
    readonly spread: number;
    readonly discrepancies: readonly { readonly id: string }[];
  };
}

interface CheckData {
  readonly subjectsByKeys: readonly (CheckedSubject | null)[];
}

export type Result =
  | { readonly kind: "done"; readonly rows: readonly Checked[] }
  | { readonly kind: "failed"; readonly rows: readonly Checked[]; readonly problems: readonly Problem[] };

/** Codes and keys wherever they stand in a text: a column, a file with commas, a mail. */
export function listed(text: string): Listed {
  const words = text.split(/[\s,;，；、"']+/).filter(Boolean);
  const keys = new Set<string>();
  const refused: string[] = [];
  for (const word of words) {
    const key = keyOfCode(word);
    if (key !== null) keys.add(key);
    else if (/^[0-9A-Za-z:]{6,}$/.test(word)) refused.push(word);
  }
  return { keys: [...keys], refused };
}

/** Asks for all of them, so many at a time; `onRows` hears what has come. What has come before a refusal is kept. */
export async function check(keys: readonly string[], signal: AbortSignal, onRows: (rows: readonly Checked[]) => void): Promise<Result> {
  let rows: readonly Checked[] = [];
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const batch = keys.slice(start, start + AT_ONCE);
    const outcome = await ask<CheckData>(document, { keys: batch }, signal);
    if (outcome.kind !== "answered") return { kind: "failed", rows, problems: outcome.kind === "failed" ? outcome.problems : [] };
    rows = [...rows, ...batch.map((key, index) => ({ key, subject: outcome.data.subjectsByKeys[index] ?? null }))];
    onRows(rows);
  }
  return { kind: "done", rows };
}
