import type { ReactNode } from "react";
import { relationList } from "../export/lists_of_subject.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "./key.ts";
import { Pager, SubjectPart } from "./part.tsx";
import document from "./relations.graphql?raw";
import type { Connection, Relation } from "./told.ts";

/** Whom it represents, owns, works for or belongs to, and the other way round. */
export function RelationsPart({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  const { parameters } = useAddress();
  return (
    <SubjectPart<{ readonly relations: Connection<Relation> }>
      id="relations"
      list={relationList(texts)}
      heading={parts.relations}
      document={document}
      variables={{ subject, after: parameters.get("relations") }}
    >
      {({ relations }) => (
        <>
          <p role="status">{parts.related(relations.totalCount)}</p>
          <ul className="entries related">
            {relations.edges.map(({ cursor, node }) => (
              <Entry key={cursor} relation={node} />
            ))}
          </ul>
          <Pager parameter="relations" connection={relations} />
          <p className="pager">
            <Link to={addressOf(["graph"], { of: subject })}>{parts.draw}</Link>
          </p>
        </>
      )}
    </SubjectPart>
  );
}

function Entry({ relation }: { readonly relation: Relation }): ReactNode {
  const { parts } = useTexts();
  const words = relation.direction === "OUTGOING" ? parts.outgoing : parts.incoming;
  return (
    <li>
      <span>{word(words, relation.kind)}</span>
      <p>
        <Link to={addressOf(subjectParts(relation.subject.key))}>
          <Chinese>{relation.subject.displayName}</Chinese>
        </Link>
        {relation.share !== null && <small>{Math.round(relation.share * 10_000) / 100} %</small>}
      </p>
    </li>
  );
}
