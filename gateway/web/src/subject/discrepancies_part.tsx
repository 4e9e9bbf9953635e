import type { ReactNode } from "react";
import { cityDay, type Side } from "../disagreements/disagreement.ts";
import { Opinion } from "../disagreements/discrepancy_entry.tsx";
import { ownDiscrepancyList } from "../export/lists_of_subject.ts";
import { useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { ReviewLine } from "../reviewing/queue_entry.tsx";
import type { Review } from "../reviewing/waiting.ts";
import document from "./discrepancies.graphql?raw";

interface Data {
  readonly discrepancies: { readonly totalCount: number; readonly nodes: readonly Discrepancy[] };
}

interface Discrepancy {
  readonly id: string;
  readonly levels: number;
  readonly state: string;
  readonly raisedAt: string;
  readonly closedAt: string | null;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly high: Side;
  readonly low: Side;
  readonly reviews: readonly Review[];
}

const CLOSED = "CLOSED";

/** Where the departments disagree about this subject, and what became of it. */
export function DiscrepanciesPart({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { parts, disagreements } = texts;
  return (
    <QuestionSection<Data> id="discrepancies" list={ownDiscrepancyList(texts)} heading={parts.discrepancies} document={document} variables={{ subject }}>
      {({ discrepancies: { nodes } }) => (
        <>
          <p role="status">{nodes.length === 0 ? disagreements.none : disagreements.shown(nodes.length, nodes.length)}</p>
          {nodes.length > 0 && (
            <ul className="discrepancies">
              {nodes.map((each) => (
                <Entry key={each.id} discrepancy={each} />
              ))}
            </ul>
          )}
          {nodes.some(({ state }) => state !== CLOSED) && (
            <p className="pager">
              <Link to={addressOf(["discrepancies"], { subject })}>{parts.review}</Link>
            </p>
          )}
        </>
      )}
    </QuestionSection>
  );
}

function Entry({ discrepancy }: { readonly discrepancy: Discrepancy }): ReactNode {
  const { parts, disagreements } = useTexts();
  return (
    <li>
      <p className="about">
        <span className="chip discrepant">{disagreements.apart(discrepancy.levels)}</span>
        <span className="chip">{word(disagreements.states, discrepancy.state)}</span>
        <small>{disagreements.raised(cityDay(discrepancy.raisedAt))}</small>
        {discrepancy.closedAt === null ? (
          <small>{parts.due(discrepancy.dueOn)}</small>
        ) : (
          <small>{parts.closed(cityDay(discrepancy.closedAt))}</small>
        )}
        {discrepancy.overdue && <span className="chip expired">{parts.overdue}</span>}
      </p>
      <Opinion side={discrepancy.high} />
      <Opinion side={discrepancy.low} />
      {discrepancy.reviews.map((review) => (
        <ReviewLine key={`${review.reviewedAt} ${review.reviewer}`} review={review} />
      ))}
    </li>
  );
}
