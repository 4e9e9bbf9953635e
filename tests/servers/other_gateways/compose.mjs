// What a composition says of subgraphs: node compose.mjs apollo|hive < [{"name", "url", "sdl"}]
// Answers {"errors": [text], "hints": [text], "supergraph": SDL or null}. Hive's composition has no hints.
import { text } from "node:stream/consumers";
import { parse } from "graphql";

const compositions = {
  apollo: () => import("@apollo/composition"),
  hive: () => import("@theguild/federation-composition"),
};
const { composeServices } = await compositions[process.argv[2]]();
const subgraphs = JSON.parse(await text(process.stdin));
const composed = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
const said = (found) => `${found.extensions?.code ?? found.definition?.code}: ${found.message}`;
console.log(
  JSON.stringify({
    errors: (composed.errors ?? []).map(said),
    hints: (composed.hints ?? []).map(said),
    supergraph: composed.supergraphSdl ?? null,
  }),
);
