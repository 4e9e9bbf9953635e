import { useSyncExternalStore } from "react";

/** What the gateway says of an operation beside its answer: what it cost, and which systems were asked for what. */
export interface Told {
  readonly cost?: { readonly estimated: number; readonly actual: number; readonly limit: number | null };
  readonly plan?: string;
}

/** The headers that ask for it. */
export const ASKS_TO_BE_TOLD = { "x-yuxin-cost": "1", "x-yuxin-plan": "1" } as const;

const INTROSPECTION = "IntrospectionQuery";
const listeners = new Set<() => void>();
let last: Told | null = null;

/** `fetch` that notes what is told with each answer; GraphiQL's own look at the schema is left out. */
export async function noting(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.headers.get("content-type")?.includes("json") && !isIntrospection(init?.body)) {
    const { extensions } = (await response.clone().json()) as { extensions?: Told };
    last = extensions ?? null;
    for (const hear of listeners) hear();
  }
  return response;
}

/** What was told with the last answer; null before there is one, or where nothing was told. */
export function useTold(): Told | null {
  return useSyncExternalStore(listen, () => last);
}

function listen(hear: () => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

function isIntrospection(body: BodyInit | null | undefined): boolean {
  return typeof body === "string" && (JSON.parse(body) as { operationName?: string }).operationName === INTROSPECTION;
}
