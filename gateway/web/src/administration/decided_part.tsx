import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Line, Paragraph } from "../acting/fields.tsx";
import { useRepeatable } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { decidedList } from "../export/lists_of_work.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { subjectParts } from "../subject/key.ts";
import { Pager } from "../subject/part.tsx";
import document from "./decided_identities.graphql?raw";
import takingBack from "./take_back_identity.graphql?raw";

interface Decision {
  readonly key: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly reason: string;
  /** Null: nobody who is known. */
  readonly subject: { readonly key: string; readonly displayName: string } | null;
}

interface Decided {
  readonly id: string;
  readonly clues: { readonly name: string | null; readonly district: string | null };
  readonly department: { readonly name: string } | null;
  readonly decision: Decision | null;
}

interface Data {
  readonly identityReviews: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly Decided[];
  };
}

interface Again {
  /** Asks anew for what waits: what is taken back waits again. */
  readonly again: () => void;
}

/** Whom rows were said to mean; what was decided wrongly is taken back here. */
export function DecidedIdentities({ again, round }: Again & { readonly round: number }): ReactNode {
  const texts = useTexts();
  const { administering } = texts;
  const { parameters } = useAddress();
  return (
    <QuestionSection<Data>
      id="decided-identities"
      list={decidedList(texts)}
      heading={administering.decided}
      lead={administering.decidedLead}
      document={document}
      variables={{ after: parameters.get("decided") }}
      round={round}
    >
      {({ identityReviews }) => (
        <>
          <p role="status">{administering.decidedCount(identityReviews.totalCount)}</p>
          <ul className="entries">
            {identityReviews.nodes.map(
              (review) => review.decision !== null && <Entry key={review.id} review={review} decision={review.decision} again={again} />,
            )}
          </ul>
          <Pager parameter="decided" connection={identityReviews} />
        </>
      )}
    </QuestionSection>
  );
}

interface Shown extends Again {
  readonly review: Decided;
  readonly decision: Decision;
}

function Entry({ review: { clues, department }, decision, again }: Shown): ReactNode {
  const { administering } = useTexts();
  const { subject, decidedAt, decidedBy, reason } = decision;
  return (
    <li>
      <time dateTime={decidedAt}>{cityDay(decidedAt)}</time>
      <div>
        <p>
          <Chinese>{[clues.name, clues.district, department?.name].filter(Boolean).join(" · ")}</Chinese> →{" "}
          {subject === null ? (
            administering.nobody
          ) : (
            <Link to={addressOf(subjectParts(subject.key))}>
              <Chinese>{subject.displayName}</Chinese>
            </Link>
          )}
        </p>
        <p>
          <small>
            <Chinese>{`${decidedBy}：${reason}`}</Chinese>
          </small>
        </p>
        <TakingBack decision={decision.key} again={again} />
      </div>
    </li>
  );
}

function TakingBack({ decision, again }: Again & { readonly decision: string }): ReactNode {
  const { administering } = useTexts();
  const [by, setBy] = useState("");
  const [reason, setReason] = useState("");
  const act = useRepeatable(takingBack, again);
  const send = (): void => void act.send({ decision, decidedBy: by.trim(), reason: reason.trim() });
  return (
    <details className="act">
      <summary>{administering.takeBack}</summary>
      <ActForm act={act} again={again} send={send} words={administering.takeBack}>
        <p className="hint">{administering.takeBackHint}</p>
        <Line name="decidedBy" label={administering.takenBackBy} value={by} set={setBy} most={100} />
        <Paragraph name="reason" label={administering.takeBackWhy} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}
