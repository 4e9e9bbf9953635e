import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/react/style.css";
import "graphiql/graphiql.css";
import "graphiql/setup-workers/vite";
import "./graphiql.css";

import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { ENDPOINT } from "../api/asking.ts";
import { credentialHeaders } from "../api/credentials.ts";
import { LanguageProvider } from "../language/language.tsx";
import { rootElement } from "../root_element.ts";
import { OPERATIONS } from "./operations_plugin.tsx";
import { ASKS_TO_BE_TOLD, noting } from "./told.ts";
import { ToldPart } from "./told_part.tsx";
import welcome from "./welcome.graphql?raw";

const asked = new URLSearchParams(location.search);
const fetcher = createGraphiQLFetcher({
  url: ENDPOINT,
  fetch: noting,
  headers: { ...ASKS_TO_BE_TOLD, ...credentialHeaders() },
  // A browser sets no headers of a WebSocket: who asks stands in its first message.
  subscriptionUrl: socketOf(ENDPOINT),
  wsConnectionParams: credentialHeaders(),
});

/** What the address asks for, as properties: an absent one leaves GraphiQL to its last tab or to the welcome operations. */
const prefilled = {
  ...(asked.has("query") && { initialQuery: asked.get("query") ?? "" }),
  ...(asked.has("variables") && { initialVariables: asked.get("variables") ?? "" }),
};

function socketOf(endpoint: string): string {
  const address = new URL(endpoint, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

createRoot(rootElement()).render(
  <LanguageProvider>
    <main>
      <h1 className="visually-hidden">GraphiQL · 渝信</h1>
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={welcome}
      plugins={[OPERATIONS, HISTORY_PLUGIN]}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      {...prefilled}
    >
      <GraphiQL.Logo>
        <a className="home" href="/">
          渝信
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <ToldPart />
      </GraphiQL.Footer>
    </GraphiQL>
    </main>
  </LanguageProvider>,
);
