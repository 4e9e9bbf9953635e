import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from "cytoscape";
import { useEffect, useRef, type ReactNode } from "react";
import type { Layout } from "./asked.ts";
import { layOut } from "./layout.ts";
import { INK, labelOf, LINE, lookOf, PATH, SIZE } from "./look.ts";
import { edgeKey, type Picture } from "./picture.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What others need of a canvas: the picture as it stands. */
export interface Handle {
  readonly png: () => Blob;
  readonly places: () => ReadonlyMap<string, Place>;
}

interface Drawn {
  readonly picture: Picture;
  readonly layout: Layout;
  readonly paths: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
  readonly chosen: string | null;
  readonly name: string;
  readonly writeEdge: (kind: string, share: number | null) => string;
  readonly choose: (key: string) => void;
  readonly expand: (key: string) => void;
  readonly ready: (handle: Handle | null) => void;
}

const STYLE: StylesheetJson = [
  {
    selector: "node",
    style: {
      width: SIZE,
      height: SIZE,
      "background-color": "data(colour)",
      shape: "data(shape)" as "ellipse",
      label: "data(label)",
      color: INK,
      "font-size": 11,
      "text-wrap": "wrap",
      "text-max-width": "140px",
      "text-valign": "bottom",
      "text-margin-y": 3,
    },
  },
  { selector: "node.person", style: { "background-opacity": 0.35, "border-width": 2, "border-color": "data(colour)" } },
  { selector: "node.pinned", style: { "border-width": 4, "border-color": INK } },
  { selector: "node.chosen", style: { "underlay-color": "#124c9c", "underlay-opacity": 0.3, "underlay-padding": 8 } },
  {
    selector: "edge",
    style: {
      width: 1.5,
      "line-color": LINE,
      "target-arrow-color": LINE,
      "target-arrow-shape": "triangle",
      "curve-style": "bezier",
      label: "data(label)",
      color: "#536074",
      "font-size": 9,
      "text-rotation": "autorotate",
      "text-background-color": "#fff",
      "text-background-opacity": 0.85,
    },
  },
  { selector: "edge.path", style: { width: 4, "line-color": PATH, "target-arrow-color": PATH } },
];

/** The graph on a canvas. What it shows stands in the tables below too, with everything that can be done to it. */
export default function Canvas(drawn: Drawn): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const core = useRef<Core | null>(null);
  const laid = useRef<Layout | null>(null);
  const acts = useRef(drawn);
  acts.current = drawn;

  useEffect(() => {
    if (place.current === null) return;
    const graph = cytoscape({ container: place.current, style: STYLE, minZoom: 0.05, maxZoom: 4 });
    core.current = graph;
    graph.on("tap", "node", (event) => acts.current.choose(event.target.id()));
    graph.on("dbltap", "node", (event) => acts.current.expand(event.target.id()));
    acts.current.ready({
      png: () => graph.png({ output: "blob", full: true, scale: 2, bg: "#fff" }),
      places: () => new Map(graph.nodes().map((node) => [node.id(), { ...node.position() }])),
    });
    return () => {
      acts.current.ready(null);
      graph.destroy();
    };
  }, []);

  const { picture, layout, paths, writeEdge } = drawn;
  useEffect(() => {
    const graph = core.current;
    if (graph === null) return;
    const afresh = laid.current !== layout || graph.nodes().empty();
    laid.current = layout;
    show(graph, elements(picture, paths, writeEdge));
    graph.nodes().forEach((node) => void (acts.current.pinned.has(node.id()) ? node.lock() : node.unlock()));
    layOut(graph, layout, afresh);
    graph.fit(undefined, 30);
  }, [picture, layout, paths, writeEdge]);

  useEffect(() => {
    core.current?.nodes().forEach((node) => {
      const held = drawn.pinned.has(node.id());
      node.toggleClass("pinned", held).toggleClass("chosen", node.id() === drawn.chosen);
      if (held) node.lock();
      else node.unlock();
    });
  }, [picture, drawn.pinned, drawn.chosen]);

  return <div ref={place} className="canvas" role="img" aria-label={drawn.name} />;
}

function elements(picture: Picture, paths: ReadonlySet<string>, write: Drawn["writeEdge"]): readonly ElementDefinition[] {
  const nodes = picture.nodes.map((node): ElementDefinition => {
    const { colour, shape } = lookOf(node.gradeView.lowest);
    return { group: "nodes", data: { id: node.key, label: labelOf(node), colour, shape }, classes: node.kind === "PERSON" ? "person" : "" };
  });
  const edges = picture.edges.map((edge): ElementDefinition => ({
    group: "edges",
    data: { id: edgeKey(edge), source: edge.from, target: edge.to, label: write(edge.kind, edge.share) },
    classes: paths.has(edgeKey(edge)) ? "path" : "",
  }));
  return [...nodes, ...edges];
}

/** Takes away what is not there any more, renews what is, and puts what is new beside something that it hangs on. */
function show(graph: Core, wanted: readonly ElementDefinition[]): void {
  const ids = new Set(wanted.map(({ data }) => data.id));
  const hangs = neighbours(wanted);
  graph.batch(() => {
    graph.elements().filter((each) => !ids.has(each.id())).remove();
    wanted.forEach((each, index) => {
      const id = String(each.data.id);
      const there = graph.getElementById(id);
      if (there.nonempty()) there.data(each.data).classes(String(each.classes ?? ""));
      else graph.add(each.group === "nodes" ? { ...each, position: near(graph, hangs.get(id) ?? [], index) } : each);
    });
  });
}

function neighbours(wanted: readonly ElementDefinition[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(wanted.map(({ data }) => [String(data.id), []]));
  for (const { data } of wanted) {
    found.get(String(data["source"]))?.push(String(data["target"]));
    found.get(String(data["target"]))?.push(String(data["source"]));
  }
  return found;
}

/** Beside the first neighbour that stands already, turned by the golden angle, so that no two stand in one place. */
function near(graph: Core, hangs: readonly string[], index: number): Place {
  const angle = index * 2.399963;
  const stands = hangs.map((other) => graph.getElementById(other)).find((other) => other.nonempty());
  const from = stands === undefined ? { x: 0, y: 0 } : stands.position();
  const far = stands === undefined ? 40 * Math.sqrt(index) : 90;
  return { x: from.x + far * Math.cos(angle), y: from.y + far * Math.sin(angle) };
}
