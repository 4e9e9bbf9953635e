import type { ReactNode } from "react";
import { archiveList } from "../export/lists_of_subject.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { GradeMark } from "../question/grade_mark.tsx";
import document from "./archive.graphql?raw";
import { Pager, SubjectPart } from "./part.tsx";
import { ARCHIVE_KINDS, type ArchiveEntry, type Asked, type Connection } from "./told.ts";

/** The credit archive, the latest first; kinds and page stand in the address. */
export function ArchivePart({ subject, then }: Asked): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  const { parameters } = useAddress();
  const kinds = parameters.getAll("kind");
  const variables = { subject, ...then, kinds: kinds.length > 0 ? kinds : null, after: parameters.get("archive") };
  return (
    <SubjectPart<{ readonly archive: Connection<ArchiveEntry> }>
      id="archive"
      list={archiveList(texts)}
      heading={parts.archive}
      document={document}
      variables={variables}
    >
      {({ archive }) => (
        <>
          <Kinds kinds={kinds} />
          <p role="status">{parts.entries(archive.totalCount)}</p>
          <ol className="entries">
            {archive.edges.map(({ cursor, node }) => (
              <Entry key={cursor} entry={node} />
            ))}
          </ol>
          <Pager parameter="archive" connection={archive} />
        </>
      )}
    </SubjectPart>
  );
}

function Kinds({ kinds }: { readonly kinds: readonly string[] }): ReactNode {
  const { parts } = useTexts();
  const tick = (kind: string, on: boolean): void =>
    go(changed({ kind: on ? [...kinds, kind] : kinds.filter((each) => each !== kind), archive: null }));
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <details open={kinds.length > 0}>
        <summary>{parts.onlyKinds}</summary>
        <fieldset>
          <legend className="visually-hidden">{parts.onlyKinds}</legend>
          <div className="ticks">
            {ARCHIVE_KINDS.map((kind) => (
              <label key={kind}>
                <input type="checkbox" checked={kinds.includes(kind)} onChange={(event) => tick(kind, event.target.checked)} />
                {word(parts.archiveKinds, kind)}
              </label>
            ))}
          </div>
        </fieldset>
      </details>
    </form>
  );
}

function Entry({ entry }: { readonly entry: ArchiveEntry }): ReactNode {
  const { parts } = useTexts();
  return (
    <li>
      <time dateTime={entry.day}>{entry.day}</time>
      <p>
        <span className="chip">{word(parts.archiveKinds, entry.kind)}</span> <Told entry={entry} />
      </p>
    </li>
  );
}

function Told({ entry: { record, fact, inspection, measureTaken } }: { readonly entry: ArchiveEntry }): ReactNode {
  const { parts, measures } = useTexts();
  if (record !== null) {
    return (
      <>
        <GradeMark grade={record.grade} />{" "}
        {record.item === null ? measures.composite : <Chinese>{record.item.name}</Chinese>} <By name={record.department?.name} />
      </>
    );
  }
  if (fact !== null) {
    return (
      <>
        <Chinese>{fact.conductName}</Chinese> {word(measures.severities, fact.severity)} <By name={fact.item?.name} />
      </>
    );
  }
  if (inspection !== null) {
    return (
      <>
        {word(parts.outcomes, inspection.outcome)} <By name={inspection.item?.name} /> <By name={inspection.department?.name} />
      </>
    );
  }
  if (measureTaken === null) return null;
  return (
    <>
      {word(parts.actions, measureTaken.action)} <Chinese>{measureTaken.measure?.name}</Chinese>{" "}
      <By name={measureTaken.department?.name} />
    </>
  );
}

function By({ name }: { readonly name: string | undefined }): ReactNode {
  if (name === undefined) return null;
  return (
    <small>
      <Chinese>{name}</Chinese>
    </small>
  );
}
