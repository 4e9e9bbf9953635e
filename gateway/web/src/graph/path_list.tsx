import { Fragment, useId, type ReactNode } from "react";
import { csv } from "../export/csv.ts";
import { download } from "../export/download.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import { percent } from "./look.ts";
import type { GraphEdge, GraphPath } from "./picture.ts";

interface Paths {
  readonly paths: readonly GraphPath[];
  readonly writeEdge: (kind: string, share: number | null) => string;
  readonly longest: number;
}

/** The paths in words: who, by what, to whom. */
export function PathList({ paths, writeEdge, longest }: Paths): ReactNode {
  const { graph } = useTexts();
  const title = useId();
  const save = (): void => {
    const head = [graph.path, graph.step, graph.one, graph.oneCode, graph.relation, graph.other, graph.otherCode];
    download("yuxin-paths.csv", "text/csv;charset=utf-8", csv([head, ...paths.flatMap((path, index) => rows(path, index + 1, writeEdge))]));
  };
  return (
    <section aria-labelledby={title}>
      <h2 id={title}>{graph.paths}</h2>
      <p role="status">{paths.length === 0 ? graph.noPath(longest) : graph.found(paths.length)}</p>
      <ol className="paths">
        {paths.map((path, index) => (
          <li key={index}>
            <PathInWords path={path} writeEdge={writeEdge} />
          </li>
        ))}
      </ol>
      {paths.length > 0 && (
        <p>
          <button type="button" className="plain" onClick={save}>
            {graph.savePaths}
          </button>
        </p>
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

function rows(path: GraphPath, number: number, writeEdge: Paths["writeEdge"]): readonly (readonly (string | number)[])[] {
  const named = new Map(path.subjects.map((subject) => [subject.key, subject.displayName]));
  return path.steps.flatMap((step, index) =>
    step.relations.map(({ kind, from, to, share }) => [
      number,
      index + 1,
      named.get(from) ?? "",
      codeOfKey(from),
      writeEdge(kind, share),
      named.get(to) ?? "",
      codeOfKey(to),
    ]),
  );
}
