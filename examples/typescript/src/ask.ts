import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type DocumentNode, print } from "graphql";

const gateway = process.env["YUXIN"] ?? "http://127.0.0.1:8000";
export const endpoint = `${gateway}/graphql`;

/** The token, and for an investigator the case; a server on this machine alone needs neither. */
export function credentials(): Record<string, string> {
  const token = process.env["YUXIN_TOKEN"];
  const reason = process.env["YUXIN_CASE"];
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(reason ? { "x-yuxin-case": encodeURIComponent(reason) } : {}),
  };
}

/** An error of the gateway by its code: FORBIDDEN, BAD_INPUT, TIMEOUT, LIMIT_EXCEEDED … */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Documents are named, not sent: for a server that has their manifest (YUXIN_TRUSTED_DOCUMENTS). */
const byName = process.env["YUXIN_BY_NAME"] === "true";

/** The answer to a generated document, typed as it is; throws Refused for the first error. */
export async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...credentials() },
    body: JSON.stringify({ ...(byName ? { documentId: nameOf(document) } : { query: print(document) }), variables }),
  });
  const answer = (await response.json()) as Answer<Data>;
  const error = answer.errors?.[0];
  if (error) throw new Refused(error.extensions?.code ?? "INTERNAL", error.message);
  if (answer.data == null) throw new Refused("INTERNAL", `no data (${response.status})`);
  return answer.data;
}

/** The name that the manifest has for it. */
function nameOf(document: DocumentNode & { __meta__?: { hash?: string } }): string {
  const hash = document.__meta__?.hash;
  if (!hash) throw new Error("generated without persistedDocuments");
  return hash;
}
