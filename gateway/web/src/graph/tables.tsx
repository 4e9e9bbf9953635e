import type { ReactNode } from "react";
import { csv } from "../export/csv.ts";
import { download } from "../export/download.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, changed } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import type { Asked } from "./asked.ts";
import { edgeKey, type GraphNode, type Picture } from "./picture.ts";

interface Nodes {
  readonly picture: Picture;
  readonly asked: Asked;
  readonly chosen: string | null;
  readonly pinned: ReadonlySet<string>;
  readonly choose: (key: string) => void;
  readonly pin: (key: string) => void;
  readonly expand: (key: string) => void;
}

/** Who is drawn, with all that can be done on the canvas, for keyboards and screen readers. */
export function NodeTable({ picture, ...acts }: Nodes): ReactNode {
  const { graph } = useTexts();
  return (
    <details open={acts.chosen !== null || picture.nodes.length < 30}>
      <summary>{graph.nodes(picture.nodes.length)}</summary>
      <div className="wide-table" tabIndex={0} role="group" aria-label={graph.nodes(picture.nodes.length)}>
        <table className="table nodes">
          <caption className="visually-hidden">{graph.nodes(picture.nodes.length)}</caption>
          <thead>
            <tr>
              <th scope="col">{graph.name}</th>
              <th scope="col">{graph.lowest}</th>
              <th scope="col" className="number">
                {graph.hidden}
              </th>
              <th scope="col">{graph.acts}</th>
            </tr>
          </thead>
          <tbody>
            {picture.nodes.map((node) => (
              <NodeRow key={node.key} node={node} {...acts} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function NodeRow({ node, asked, chosen, pinned, choose, pin, expand }: Omit<Nodes, "picture"> & { readonly node: GraphNode }): ReactNode {
  const { graph, search } = useTexts();
  const { lowest } = node.gradeView;
  const expanded = asked.of.includes(node.key);
  return (
    <tr className={node.key === chosen ? "chosen" : undefined}>
      <th scope="row">
        <Link to={addressOf(subjectParts(node.key))}>
          <Chinese>{node.displayName}</Chinese>
        </Link>{" "}
        <small>{word(search.kinds, node.kind)}</small>
      </th>
      <td>{lowest === null ? "—" : <GradeMark grade={lowest} />}</td>
      <td className="number">{node.hidden ?? "?"}</td>
      <td>
        <div className="acts">
          <button type="button" className="link" aria-pressed={node.key === chosen} onClick={() => choose(node.key)}>
            {graph.show}
          </button>
          {expanded ? (
            <Link to={changed({ of: asked.of.filter((each) => each !== node.key) })}>{graph.collapse}</Link>
          ) : (
            node.hidden !== 0 && (
              <button type="button" className="link" onClick={() => expand(node.key)}>
                {graph.expand}
              </button>
            )
          )}
          <button type="button" className="link" aria-pressed={pinned.has(node.key)} onClick={() => pin(node.key)}>
            {pinned.has(node.key) ? graph.unpin : graph.pin}
          </button>
          <Link to={changed({ from: node.key })}>{graph.fromHere}</Link>
          <Link to={changed({ to: node.key })}>{graph.toHere}</Link>
        </div>
      </td>
    </tr>
  );
}

interface Edges {
  readonly picture: Picture;
  readonly paths: ReadonlySet<string>;
  readonly writeEdge: (kind: string, share: number | null) => string;
}

export function EdgeTable({ picture, paths, writeEdge }: Edges): ReactNode {
  const { graph, parts } = useTexts();
  const named = new Map(picture.nodes.map(({ key, displayName }) => [key, displayName]));
  const save = (): void => {
    const head = [graph.one, graph.oneCode, graph.relation, graph.share, graph.other, graph.otherCode];
    const rows = picture.edges.map(({ kind, from, to, share }) => [
      named.get(from) ?? "",
      codeOfKey(from),
      word(parts.outgoing, kind),
      share,
      named.get(to) ?? "",
      codeOfKey(to),
    ]);
    download("yuxin-relations.csv", "text/csv;charset=utf-8", csv([head, ...rows]));
  };
  return (
    <details>
      <summary>{graph.edges(picture.edges.length)}</summary>
      <p>
        <button type="button" className="plain" onClick={save}>
          {graph.saveEdges}
        </button>
      </p>
      <div className="wide-table" tabIndex={0} role="group" aria-label={graph.edges(picture.edges.length)}>
        <table className="table">
          <caption className="visually-hidden">{graph.edges(picture.edges.length)}</caption>
          <thead>
            <tr>
              <th scope="col">{graph.one}</th>
              <th scope="col">{graph.relation}</th>
              <th scope="col">{graph.other}</th>
            </tr>
          </thead>
          <tbody>
            {picture.edges.map((edge) => (
              <tr key={edgeKey(edge)}>
                <th scope="row" lang="zh-CN">
                  {named.get(edge.from)}
                </th>
                <td>
                  {writeEdge(edge.kind, edge.share)} {paths.has(edgeKey(edge)) && <span className="chip">{graph.onPath}</span>}
                </td>
                <td lang="zh-CN">{named.get(edge.to)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
