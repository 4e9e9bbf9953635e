import type { ReactNode } from "react";
import { ExportMenu } from "../export/export_menu.tsx";
import { edgeList, nodeList } from "../export/lists_of_graph.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, changed } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { subjectParts } from "../subject/key.ts";
import { aroundThem, type Asked } from "./asked.ts";
import neighbourhood from "./neighbourhood.graphql?raw";
import nodes from "./nodes.graphql?raw";
import { edgeKey, namesOf, type GraphNode, type Picture } from "./picture.ts";

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
  const texts = useTexts();
  const { graph } = texts;
  const keys = picture.nodes.map(({ key }) => key);
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
      <ExportMenu key={keys.join(" ")} document={nodes} variables={{ keys }} list={nodeList(texts)} named />
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
  readonly asked: Asked;
  readonly paths: ReadonlySet<string>;
  readonly writeEdge: (kind: string, share: number | null) => string;
}

/** The relations that are drawn. Those on paths are taken away with the paths. */
export function EdgeTable({ picture, asked, paths, writeEdge }: Edges): ReactNode {
  const texts = useTexts();
  const { graph } = texts;
  const named = namesOf(picture.nodes);
  return (
    <details>
      <summary>{graph.edges(picture.edges.length)}</summary>
      {asked.of.length > 0 && (
        <ExportMenu
          key={JSON.stringify([asked.of, aroundThem(asked)])}
          document={neighbourhood}
          variables={{ of: asked.of, ...aroundThem(asked) }}
          list={edgeList(texts, named)}
          named
        />
      )}
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
                  {named[edge.from]}
                </th>
                <td>
                  {writeEdge(edge.kind, edge.share)} {paths.has(edgeKey(edge)) && <span className="chip">{graph.onPath}</span>}
                </td>
                <td lang="zh-CN">{named[edge.to]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
