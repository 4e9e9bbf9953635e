import type { ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import { useAct } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { followedLists, watchedKeyList } from "../export/lists_of_work.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import whole from "./case.graphql?raw";
import type { WholeCase } from "./case.ts";
import document from "./followed.graphql?raw";
import looked from "./looked.graphql?raw";

interface Named {
  readonly key: string;
  readonly displayName: string;
}

interface FollowedData {
  readonly case: {
    readonly watched: readonly { readonly key: string; readonly subject: Named | null }[];
    readonly changes: {
      readonly nodes: readonly { readonly kind: string; readonly at: string; readonly subject: Named }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
}

interface Shown {
  readonly one: WholeCase;
  readonly again: () => void;
}

/** Whom a case watches, and what has changed of them since its owner has looked. */
export function FollowedPart({ one, again }: Shown): ReactNode {
  const texts = useTexts();
  const { cases } = texts;
  return (
    <QuestionSection<FollowedData>
      id="followed"
      lists={followedLists(texts)}
      heading={cases.followed}
      lead={cases.followedLead}
      document={document}
      variables={{ id: one.id }}
      round={one.version}
    >
      {({ case: followed }) =>
        followed && (
          <>
            <h3>{cases.watched}</h3>
            <ul>
              {followed.watched.map(({ key, subject }) => (
                <li key={key}>
                  <Subject subject={subject ?? { key, displayName: codeOfKey(key) }} />
                </li>
              ))}
            </ul>
            <h3>{cases.new}</h3>
            <Changes one={one} again={again} changes={followed.changes} />
          </>
        )
      }
    </QuestionSection>
  );
}

/** Where an investigator has not entered a case: whom it watches, and nothing of them. */
export function WatchedKeys({ one }: { readonly one: WholeCase }): ReactNode {
  const texts = useTexts();
  const { cases } = texts;
  return (
    <section className="question part" id="followed" aria-labelledby="followed-heading">
      <header>
        <h2 id="followed-heading">{cases.followed}</h2>
        <p className="lead">{cases.enterFirst}</p>
      </header>
      <h3>{cases.watched}</h3>
      <ul>
        {one.watched.map(({ key }) => (
          <li key={key}>
            <code>{codeOfKey(key)}</code>
          </li>
        ))}
      </ul>
      {one.watched.length > 0 && <ExportMenu document={whole} variables={{ id: one.id }} list={watchedKeyList(texts)} />}
    </section>
  );
}

type Told = NonNullable<FollowedData["case"]>["changes"];

function Changes({ one, again, changes: { nodes, pageInfo } }: Shown & { readonly changes: Told }): ReactNode {
  const { cases } = useTexts();
  const act = useAct(looked, again);
  const { endCursor } = pageInfo;
  return (
    <>
      <p role="status">{one.watched.length === 0 ? cases.nobody : nodes.length === 0 ? cases.nothingNew : cases.news(nodes.length, pageInfo.hasNextPage)}</p>
      <ol className="entries">
        {nodes.map(({ kind, at, subject }) => (
          <li key={`${at} ${kind} ${subject.key}`}>
            <time dateTime={at}>{cityDay(at)}</time>
            <p className="about">
              <span className="chip">{word(cases.changes, kind)}</span> <Subject subject={subject} />
            </p>
          </li>
        ))}
      </ol>
      {one.closedAt === null && nodes.length > 0 && endCursor !== null && (
        <p className="fields">
          <button
            type="button"
            disabled={act.busy}
            onClick={() => void act.send({ case: one.id, version: one.version, through: endCursor })}
          >
            {cases.lookedAt}
          </button>
        </p>
      )}
      <Came outcome={act.outcome} again={again} />
    </>
  );
}

function Subject({ subject }: { readonly subject: Named }): ReactNode {
  return (
    <Link to={addressOf(subjectParts(subject.key))}>
      <Chinese>{subject.displayName}</Chinese>
    </Link>
  );
}
