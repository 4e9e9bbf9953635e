/** Fewer than the gateway allows one client at a time: a page of many parts asks for some, then for the others. */
const AT_ONCE = 4;
const PATIENCE = 3;
const TOO_MANY = 429;
const SECOND = 1000;

let underWay = 0;
const waiting: (() => void)[] = [];

/** `fetch` in its turn; where the gateway says that it is asked too often, again when it says. */
export async function fetchInTurn(address: string, request: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
  await turn();
  try {
    for (let tries = 1; ; tries += 1) {
      request.signal.throwIfAborted();
      const response = await fetch(address, request);
      if (response.status !== TOO_MANY || tries === PATIENCE) return response;
      await pause(Number(response.headers.get("retry-after")) || 1);
    }
  } finally {
    underWay -= 1;
    waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  while (underWay >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  underWay += 1;
}

function pause(seconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, seconds * SECOND));
}
