import type { ReactNode } from "react";
import { cityDay } from "../disagreements/disagreement.ts";
import { factList } from "../export/lists_of_subject.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import document from "./facts.graphql?raw";
import { SubjectPart } from "./part.tsx";
import type { Asked, Fact } from "./told.ts";

interface Facts {
  readonly archive: { readonly totalCount: number; readonly nodes: readonly { readonly day: string; readonly fact: Fact | null }[] };
}

/** The dishonesty facts, those that were withdrawn too. */
export function FactsPart({ subject, then }: Asked): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  return (
    <SubjectPart<Facts> id="facts" list={factList(texts)} heading={parts.facts} document={document} variables={{ subject, ...then }}>
      {({ archive }) => {
        const facts = archive.nodes.flatMap(({ fact }) => (fact === null ? [] : [fact]));
        if (facts.length === 0) return <p role="status">{parts.noFacts}</p>;
        return (
          <ul className="entries">
            {facts.map((fact) => (
              <FactEntry key={fact.key} fact={fact} />
            ))}
          </ul>
        );
      }}
    </SubjectPart>
  );
}

function FactEntry({ fact }: { readonly fact: Fact }): ReactNode {
  const { parts, measures } = useTexts();
  return (
    <li>
      <time dateTime={fact.occurredOn}>{fact.occurredOn}</time>
      <p>
        <Chinese>{fact.conductName}</Chinese> <span className="chip reason">{word(measures.severities, fact.severity)}</span>
        {fact.retiredOn !== null && <span className="chip met">{parts.retired(fact.retiredOn)}</span>}
        {fact.withdrawnAt !== null && <span className="chip">{parts.withdrawn(cityDay(fact.withdrawnAt))}</span>}
        <small>
          <Chinese>{[fact.documentNo, fact.item?.name, fact.system?.name, fact.description].filter(Boolean).join(" · ")}</Chinese>
        </small>
      </p>
    </li>
  );
}
