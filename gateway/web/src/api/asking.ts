/** Questions to the gateway: what comes back is an answer, a refusal with codes, or "still starting". */

import { credentialHeaders } from "./credentials.ts";
import { fetchInTurn } from "./turns.ts";

export const ENDPOINT = "/graphql";

export type Variables = Readonly<Record<string, unknown>>;

/** One error of an answer, or what kept an answer from coming. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path: string | null;
}

export type Outcome<Data> =
  | { readonly kind: "answered"; readonly data: Data; readonly problems: readonly Problem[] }
  | { readonly kind: "failed"; readonly problems: readonly Problem[] }
  | { readonly kind: "starting" };

interface GraphQLError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

interface GraphQLAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLError[];
}

/** Runs an operation document. */
export async function ask<Data>(document: string, variables: Variables, signal: AbortSignal): Promise<Outcome<Data>> {
  return reading(async () => {
    const response = await fetchInTurn(ENDPOINT, {
      method: "POST",
      // Under this media type a refusal is an answer (200), and not a failed request in the browser's console.
      headers: { "content-type": "application/json", accept: "application/json", ...credentialHeaders() },
      body: JSON.stringify({ query: document, variables }),
      signal,
    });
    return response.status === 503 ? starting : outcome(await contentOf<GraphQLAnswer<Data>>(response));
  }, signal);
}

/** Reads a JSON document of the gateway, such as `/about.json`. */
export async function read<Data extends object>(address: string, signal: AbortSignal): Promise<Outcome<Data>> {
  return reading(async () => {
    const response = await fetchInTurn(address, { headers: credentialHeaders(), signal });
    if (response.status === 503) return starting;
    const content = await contentOf<Data | GraphQLAnswer<Data>>(response);
    return "errors" in content ? outcome(content) : { kind: "answered", data: content as Data, problems: [] };
  }, signal);
}

/** GraphiQL with an operation filled in. */
export function playgroundAddress(document: string, variables: Variables): string {
  return `/graphiql?${new URLSearchParams({ query: document, variables: JSON.stringify(variables, null, 2) })}`;
}

/** What a request was refused for, where its answer is no GraphQL answer otherwise. */
export async function problemsOf(response: Response): Promise<readonly Problem[]> {
  try {
    return ((await contentOf<GraphQLAnswer<never>>(response)).errors ?? []).map(problem);
  } catch (error) {
    return [{ code: "BAD_ANSWER", message: String(error), path: null }];
  }
}

const starting = { kind: "starting" } as const;

class NotJson extends Error {}

/** The outcome of `get`; a connection that fails is an outcome too, a question that was given up is not. */
async function reading<Data>(get: () => Promise<Outcome<Data>>, signal: AbortSignal): Promise<Outcome<Data>> {
  try {
    return await get();
  } catch (error) {
    if (signal.aborted) throw error;
    const code = error instanceof NotJson ? "BAD_ANSWER" : "UNREACHABLE";
    return { kind: "failed", problems: [{ code, message: String(error), path: null }] };
  }
}

async function contentOf<Content>(response: Response): Promise<Content> {
  try {
    return (await response.json()) as Content;
  } catch {
    throw new NotJson(`HTTP ${response.status} ${response.statusText}`);
  }
}

function outcome<Data>(answer: GraphQLAnswer<Data>): Outcome<Data> {
  const problems = (answer.errors ?? []).map(problem);
  return answer.data ? { kind: "answered", data: answer.data, problems } : { kind: "failed", problems };
}

function problem(error: GraphQLError): Problem {
  return {
    code: error.extensions?.code ?? "UNKNOWN",
    message: error.message,
    path: error.path?.join(".") ?? null,
  };
}
