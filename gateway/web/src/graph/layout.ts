import cytoscape, { type Core, type LayoutOptions } from "cytoscape";
import fcose from "cytoscape-fcose";
import type { Layout } from "./asked.ts";

cytoscape.use(fcose);

/** By forces it begins anew (`afresh`), or goes on from where nodes stand, so that what is expanded stays about where it was. */
export function layOut(graph: Core, layout: Layout, afresh: boolean): void {
  const options =
    layout === "cose"
      ? { name: "fcose", randomize: afresh, nodeRepulsion: () => 9000, idealEdgeLength: () => 110, nodeDimensionsIncludeLabels: true }
      : { name: layout, spacingFactor: 1.3 };
  const run = (): unknown => graph.layout({ ...options, animate: false } as LayoutOptions).run();
  if (layout === "cose") withTheSameChance(run);
  else run();
}

/** The same address is to give the same picture, and this layout draws from Math.random. It runs to its end before it comes back. */
function withTheSameChance(run: () => unknown): void {
  const random = Math.random;
  let state = 20230700;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  try {
    run();
  } finally {
    Math.random = random;
  }
}
