import type { Place } from "./canvas.tsx";
import { INK, labelOf, LINE, lookOf, PATH, SIZE, type Look } from "./look.ts";
import { edgeKey, type Picture } from "./picture.ts";

const MARGIN = 120;
const HALF = SIZE / 2;
const CAPTION = 40;

interface Drawing {
  readonly picture: Picture;
  readonly places: ReadonlyMap<string, Place>;
  readonly paths: ReadonlySet<string>;
  readonly writeEdge: (kind: string, share: number | null) => string;
  /** Where it comes from and when, below the picture. */
  readonly caption: string;
}

/** The picture as SVG, as it stands on the canvas, with a caption that says where it comes from. */
export function svg({ picture, places, paths, writeEdge, caption }: Drawing): string {
  const at = (key: string): Place => places.get(key) ?? { x: 0, y: 0 };
  const all = picture.nodes.map(({ key }) => at(key));
  const left = Math.min(0, ...all.map(({ x }) => x)) - MARGIN;
  const top = Math.min(0, ...all.map(({ y }) => y)) - MARGIN;
  const width = Math.max(0, ...all.map(({ x }) => x)) + MARGIN - left;
  const height = Math.max(0, ...all.map(({ y }) => y)) + MARGIN - top;
  const lines = picture.edges.map((edge) => {
    const [from, to] = [at(edge.from), at(edge.to)];
    const on = paths.has(edgeKey(edge));
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    return (
      `<line x1="${n(from.x)}" y1="${n(from.y)}" x2="${n(to.x)}" y2="${n(to.y)}" stroke="${on ? PATH : LINE}" ` +
      `stroke-width="${on ? 4 : 1.5}" marker-end="url(#arrow)"/>` +
      `<text x="${n(middle.x)}" y="${n(middle.y - 3)}" font-size="9" fill="#536074" text-anchor="middle">` +
      `${escaped(writeEdge(edge.kind, edge.share))}</text>`
    );
  });
  const nodes = picture.nodes.map((node) => {
    const { x, y } = at(node.key);
    return (
      `<g transform="translate(${n(x)} ${n(y)})">${shape(lookOf(node.gradeView.lowest))}` +
      `<text y="${HALF + 14}" font-size="11" fill="${INK}" text-anchor="middle">${escaped(labelOf(node))}</text></g>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${n(left)} ${n(top)} ${n(width)} ${n(height + CAPTION)}" ` +
    `width="${n(width)}" height="${n(height + CAPTION)}" font-family="system-ui, 'Noto Sans CJK SC', sans-serif">` +
    `<defs><marker id="arrow" viewBox="0 0 10 10" refX="${SIZE}" refY="5" markerUnits="userSpaceOnUse" markerWidth="9" ` +
    `markerHeight="9" orient="auto"><path d="M0 0L10 5L0 10z" fill="${LINE}"/></marker></defs>` +
    `<rect x="${n(left)}" y="${n(top)}" width="100%" height="100%" fill="#fff"/>${lines.join("")}${nodes.join("")}` +
    `<text x="${n(left + 12)}" y="${n(top + height + CAPTION - 14)}" font-size="11" fill="${INK}">${escaped(caption)}</text></svg>`
  );
}

function shape({ colour, shape: form }: Look): string {
  switch (form) {
    case "ellipse":
      return `<circle r="${HALF}" fill="${colour}"/>`;
    case "rectangle":
      return `<rect x="${-HALF}" y="${-HALF}" width="${SIZE}" height="${SIZE}" fill="${colour}"/>`;
    case "diamond":
      return `<path d="M0 ${-HALF}L${HALF} 0L0 ${HALF}L${-HALF} 0z" fill="${colour}"/>`;
    case "triangle":
      return `<path d="M0 ${-HALF}L${HALF} ${HALF}L${-HALF} ${HALF}z" fill="${colour}"/>`;
  }
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Text for XML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
