import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/react/style.css";
import "graphiql/graphiql.css";
import "graphiql/setup-workers/vite";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { ENDPOINT } from "../api/asking.ts";
import { credentialHeaders } from "../api/credentials.ts";
import { rootElement } from "../root_element.ts";
import welcome from "./welcome.graphql?raw";

const asked = new URLSearchParams(location.search);

/** What the address asks for, as properties: an absent one leaves GraphiQL to its last tab or to the welcome operations. */
const prefilled = {
  ...(asked.has("query") && { initialQuery: asked.get("query") ?? "" }),
  ...(asked.has("variables") && { initialVariables: asked.get("variables") ?? "" }),
};

createRoot(rootElement()).render(
  <GraphiQL fetcher={createGraphiQLFetcher({ url: ENDPOINT, headers: { ...credentialHeaders() } })} defaultQuery={welcome} {...prefilled}>
    <GraphiQL.Logo>
      <a className="home" href="/">
        渝信
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
