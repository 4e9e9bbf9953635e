import type { Picture } from "./picture.ts";
import { escaped } from "./svg.ts";

const KEYS = [
  ["name", "node", "string"],
  ["kind", "node", "string"],
  ["grade", "node", "string"],
  ["relation", "edge", "string"],
  ["share", "edge", "double"],
] as const;

/** The picture as GraphML, for other programs that draw and count graphs. */
export function graphml({ nodes, edges }: Picture): string {
  const keys = KEYS.map(([name, of, type]) => `<key id="${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`);
  const drawn = nodes.map(
    ({ key, displayName, kind, gradeView }) =>
      `<node id="${escaped(key)}">${data("name", displayName)}${data("kind", kind)}${data("grade", gradeView.lowest)}</node>`,
  );
  const related = edges.map(
    ({ kind, from, to, share }) =>
      `<edge source="${escaped(from)}" target="${escaped(to)}">${data("relation", kind)}${data("share", share)}</edge>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` +
    `${keys.join("")}<graph edgedefault="directed">${drawn.join("")}${related.join("")}</graph></graphml>\n`
  );
}

function data(key: string, value: string | number | null): string {
  return value === null ? "" : `<data key="${key}">${escaped(String(value))}</data>`;
}
