import { problemsOf, type Problem, type Variables } from "../api/asking.ts";
import { credentialHeaders } from "../api/credentials.ts";

const ENDPOINT = "/export";
/** How far from the end of a file the row stands that says how it ended. */
const TAIL = 64 * 1024;
const RESULT = /共 (\d+) 行，(完整|不完整：([\s\S]*?)) \/ \d+ rows, (?:NOT )?complete/g;
const FIRST = 100;

export const FORMATS = ["csv", "xlsx", "jsonl"] as const;
export type Format = (typeof FORMATS)[number];

/** `path` from a row to a value, by the names in the answer; `words` are written for its values where people read. */
export interface Column {
  readonly path: readonly string[];
  readonly title: string;
  readonly words?: Readonly<Record<string, string>>;
}

/** A list in the answer to an operation; one that has pages declares `$first` and `$after`. */
export interface ExportedList {
  readonly rows: readonly (string | number)[];
  readonly columns: readonly Column[];
  readonly name: string;
  /** From a row through its lists: each element of them is a row. */
  readonly each?: readonly string[];
  /** The operation is run for so many of this variable's values at a time. */
  readonly over?: { readonly variable: string; readonly atOnce?: number };
  /** A row that has come before is left out. */
  readonly distinct?: boolean;
  /** Where the answer tells how many rows there are, of a list without pages of which the first are asked for. */
  readonly total?: readonly string[];
  /** How many rows are asked for at a time, where the operation takes that. */
  readonly first?: number;
}

/** Whether the answer's list has nothing in it: there is none, or the connection's first page is empty. */
export function isEmpty(data: unknown, { rows }: ExportedList): boolean {
  const list = rows.reduce<unknown>((at, step) => (at as Readonly<Record<string | number, unknown>> | null | undefined)?.[step], data);
  if (list === null || list === undefined) return true;
  const { nodes, edges } = list as { readonly nodes?: unknown; readonly edges?: unknown };
  const elements = [list, nodes, edges].find(Array.isArray) as readonly unknown[] | undefined;
  return elements?.length === 0;
}

interface Asked {
  readonly document: string;
  readonly variables: Variables;
  readonly list: ExportedList;
}

/** The file, and how it says that it ended; `failed`: there is none. */
export type Came =
  | { readonly kind: "came"; readonly file: Blob; readonly rows: number; readonly complete: boolean; readonly why: string }
  | { readonly kind: "failed"; readonly problems: readonly Problem[] };

/** Asks for the whole list from its beginning; `told` is called with the bytes that have come. */
export async function exported(asked: Asked, format: Format, told: (bytes: number) => void, signal: AbortSignal): Promise<Came> {
  try {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: { "content-type": "application/json", ...credentialHeaders() },
      body: JSON.stringify(requestOf(asked, format)),
      signal,
    });
    if (!response.ok) return { kind: "failed", problems: await problemsOf(response) };
    const file = await fileOf(response, told);
    return (await ended(file, format, response.headers)) ?? broken("BROKEN_OFF");
  } catch (error) {
    if (signal.aborted) throw error;
    return broken(String(error));
  }
}

function requestOf({ document, variables, list: { first = FIRST, ...list } }: Asked, format: Format): object {
  const paged = { ...(declares(document, "first") && { first }), ...(declares(document, "after") && { after: null }) };
  return { query: document, variables: { ...variables, ...paged }, format, ...list };
}

const declares = (document: string, variable: string): boolean => new RegExp(`\\$${variable}\\s*:`).test(document);

async function fileOf(response: Response, told: (bytes: number) => void): Promise<Blob> {
  const parts: BlobPart[] = [];
  const reader = response.body?.getReader();
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    told((bytes += value.length));
  }
  return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
}

/** Null where the file breaks off before it says how it ended. */
async function ended(file: Blob, format: Format, headers: Headers): Promise<Came | null> {
  if (format === "xlsx") {
    const complete = headers.get("x-yuxin-complete") === "true";
    return { kind: "came", file, rows: Number(headers.get("x-yuxin-rows")), complete, why: headers.get("x-yuxin-code") ?? "" };
  }
  const tail = await file.slice(-TAIL).text();
  if (format === "jsonl") return ofLine(file, tail.trimEnd().split("\n").at(-1) ?? "");
  const [, rows, result, why] = [...tail.matchAll(RESULT)].at(-1) ?? [];
  return result === undefined ? null : { kind: "came", file, rows: Number(rows), complete: result === "完整", why: why ?? "" };
}

function ofLine(file: Blob, line: string): Came | null {
  try {
    const { end } = JSON.parse(line) as { end?: { rows: number; complete: boolean; why?: string } };
    return end === undefined ? null : { kind: "came", file, rows: end.rows, complete: end.complete, why: end.why ?? "" };
  } catch {
    return null;
  }
}

function broken(message: string): Came {
  return { kind: "failed", problems: [{ code: "UNREACHABLE", message, path: null }] };
}
