import { Fragment, useId, type ReactNode } from "react";
import { ExportMenu } from "../export/export_menu.tsx";
import { pathList } from "../export/lists_of_graph.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "../subject/key.ts";
import { between, type Asked } from "./asked.ts";
import { percent } from "./look.ts";
import document from "./paths.graphql?raw";
import { namesOf, type GraphEdge, type GraphPath } from "./picture.ts";

interface Paths {
  readonly paths: readonly GraphPath[];
  readonly writeEdge: (kind: string, share: number | null) => string;
  readonly asked: Asked;
}

/** The paths in words: who, by what, to whom. */
export function PathList({ paths, writeEdge, asked }: Paths): ReactNode {
  const texts = useTexts();
  const { graph } = texts;
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h2 id={title}>{graph.paths}</h2>
      <p role="status">{paths.length === 0 ? graph.noPath(asked.maxLength) : graph.found(paths.length)}</p>
      <ol className="paths">
        {paths.map((path, index) => (
          <li key={index}>
            <PathInWords path={path} writeEdge={writeEdge} />
          </li>
        ))}
      </ol>
      {paths.length > 0 && (
        <ExportMenu
          key={JSON.stringify(between(asked))}
          document={document}
          variables={between(asked)}
          list={pathList(texts, namesOf(paths.flatMap(({ subjects }) => subjects)))}
          named
        />
      )}
    </section>
  );
}

function PathInWords({ path, writeEdge }: { readonly path: GraphPath; readonly writeEdge: Paths["writeEdge"] }): ReactNode {
  return (
    <>
      {path.subjects.map((subject, index) => (
        <Fragment key={subject.key}>
          {index > 0 && (
            <small>
              {" "}
              {path.steps[index - 1]?.relations.map((edge) => arrow(edge, subject.key, writeEdge)).join(" · ")}{" "}
            </small>
          )}
          <Link to={addressOf(subjectParts(subject.key))}>
            <Chinese>{subject.displayName}</Chinese>
          </Link>
        </Fragment>
      ))}
      {path.share !== null && <span className="chip">{percent(path.share)}</span>}
    </>
  );
}

/** A relation read along the path: towards `next`, or against it. */
export function arrow(edge: GraphEdge, next: string, writeEdge: Paths["writeEdge"]): string {
  const written = writeEdge(edge.kind, edge.share);
  return edge.to === next ? `— ${written} →` : `← ${written} —`;
}
