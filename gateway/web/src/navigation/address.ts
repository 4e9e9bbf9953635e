import { useSyncExternalStore } from "react";

/** The address as the page reads it: the parts of its path, and what stands behind the question mark. */
export interface Address {
  readonly parts: readonly string[];
  readonly parameters: URLSearchParams;
}

export type Parameters = Readonly<Record<string, string | readonly string[] | null>>;

const CHANGED = "yuxin:address";
let moves = 0;

/** How often the reader has gone on within the page; 0: the view is the one that the address was opened with. */
export const movesSoFar = (): number => moves;

/** An address of the page: the parts of a path, each written so that it may hold anything, and parameters. */
export function addressOf(parts: readonly string[], parameters: Parameters = {}): string {
  const search = written(new URLSearchParams(), parameters).toString();
  return `/${parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/")}${search && `?${search}`}`;
}

/** Goes to an address of the page; the browser's back button comes back from it. */
export function go(address: string): void {
  history.pushState(null, "", address);
  moves += 1;
  dispatchEvent(new Event(CHANGED));
}

/** The present address with other parameters: null takes one away, and a change of what is asked starts at the first page. */
export function changed(parameters: Parameters): string {
  const search = written(new URLSearchParams(location.search), parameters).toString();
  return location.pathname + (search && `?${search}`);
}

/** Writes into the present address without a step of history. */
export function setInAddress(name: string, value: string): void {
  history.replaceState(null, "", changed({ [name]: value }));
  dispatchEvent(new Event(CHANGED));
}

export function inAddress(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

/** The address, read again whenever it changes. */
export function useAddress(): Address {
  const href = useSyncExternalStore(listen, () => location.pathname + location.search);
  const [path = "/", search = ""] = href.split(/\?(.*)/s);
  return { parts: path.split("/").filter(Boolean).map(readable), parameters: new URLSearchParams(search) };
}

function listen(hear: () => void): () => void {
  const back = (): void => {
    moves += 1;
    hear();
  };
  addEventListener("popstate", back);
  addEventListener(CHANGED, hear);
  return () => {
    removeEventListener("popstate", back);
    removeEventListener(CHANGED, hear);
  };
}

function written(search: URLSearchParams, parameters: Parameters): URLSearchParams {
  for (const [name, value] of Object.entries(parameters)) {
    search.delete(name);
    for (const each of typeof value === "string" ? [value] : (value ?? [])) if (each !== "") search.append(name, each);
  }
  return search;
}

function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
