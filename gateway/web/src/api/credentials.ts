import { useSyncExternalStore } from "react";

/** What the page asks with: a bearer token, and the case that an investigator names. They stay in this tab and end with it. */
export interface Credentials {
  readonly token: string;
  readonly case: string;
}

const TOKEN = "yuxin.token";
const CASE = "yuxin.case";
const CHANGED = "yuxin:credentials";

export function credentials(): Credentials {
  return { token: sessionStorage.getItem(TOKEN) ?? "", case: sessionStorage.getItem(CASE) ?? "" };
}

export function setCredentials(given: Credentials): void {
  sessionStorage.setItem(TOKEN, given.token);
  sessionStorage.setItem(CASE, given.case);
  dispatchEvent(new Event(CHANGED));
}

/** The headers of a request that say who asks; the case is percent-encoded UTF-8. */
export function credentialHeaders(): Readonly<Record<string, string>> {
  const { token, case: named } = credentials();
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(named && { "x-yuxin-case": encodeURIComponent(named) }),
  };
}

/** A text that changes with the credentials: what was answered under others is not to be shown. */
export function useCredentialsKey(): string {
  return useSyncExternalStore(listen, () => JSON.stringify(credentials()));
}

function listen(hear: () => void): () => void {
  addEventListener(CHANGED, hear);
  return () => removeEventListener(CHANGED, hear);
}
