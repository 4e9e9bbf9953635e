import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Line, Paragraph, Radios } from "../acting/fields.tsx";
import { ListPager, type PageInfo } from "../acting/list_pager.tsx";
import { useRepeatable } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { identityList } from "../export/lists_of_work.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { codeOfKey, keyOfCode, subjectParts } from "../subject/key.ts";
import { DecidedIdentities } from "./decided_part.tsx";
import deciding from "./decide_identity.graphql?raw";
import document from "./identity_reviews.graphql?raw";

const NOBODY = "nobody";
const ANOTHER = "another";

interface Candidate {
  readonly rule: string;
  readonly clue: string;
  readonly subject: { readonly key: string; readonly displayName: string };
}

interface Review {
  readonly id: string;
  readonly waiting: number;
  readonly firstSeenAt: string;
  readonly clues: { readonly name: string | null; readonly district: string | null };
  readonly department: { readonly name: string } | null;
  readonly candidates: readonly Candidate[];
}

interface Data {
  readonly identityReviews: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Review[] };
}

/** Whom rows mean (归属核定): those that wait, and those that were decided. What is done with one of them changes both. */
export function IdentityReviews(): ReactNode {
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  return (
    <>
      <WaitingIdentities round={round} again={again} />
      <DecidedIdentities round={round} again={again} />
    </>
  );
}

interface Rounds {
  readonly round: number;
  readonly again: () => void;
}

/** Rows that no code tells whom they mean: the credit office says it, and they come in. */
function WaitingIdentities({ round, again }: Rounds): ReactNode {
  const texts = useTexts();
  const { administering } = texts;
  const { parameters } = useAddress();
  return (
    <QuestionSection<Data>
      id="identity-reviews"
      list={identityList(texts)}
      heading={administering.identities}
      lead={administering.identitiesLead}
      document={document}
      variables={{ after: parameters.get("after") }}
      round={round}
    >
      {({ identityReviews: { nodes, totalCount, pageInfo } }) => (
        <>
          <p role="status">{administering.waiting(totalCount)}</p>
          <ul className="entries">
            {nodes.map((review) => (
              <Entry key={review.id} review={review} again={again} />
            ))}
          </ul>
          <ListPager pageInfo={pageInfo} />
        </>
      )}
    </QuestionSection>
  );
}

interface Shown {
  readonly review: Review;
  readonly again: () => void;
}

function Entry({ review, again }: Shown): ReactNode {
  const { administering } = useTexts();
  const { clues, candidates, department } = review;
  return (
    <li>
      <time dateTime={review.firstSeenAt}>{cityDay(review.firstSeenAt)}</time>
      <div>
        <p>
          <Chinese>{[clues.name, clues.district, department?.name].filter(Boolean).join(" · ")}</Chinese>{" "}
          <small>{administering.rows(review.waiting)}</small>
        </p>
        {candidates.length > 0 && (
          <p>
            {administering.candidates}{" "}
            {candidates.map(({ subject, rule }) => (
              <span key={subject.key} className="candidate">
                <Link to={addressOf(subjectParts(subject.key))}>
                  <Chinese>{subject.displayName}</Chinese>
                </Link>{" "}
                <small>{word(administering.rules, rule)}</small>
              </span>
            ))}
          </p>
        )}
        <details className="act">
          <summary>{administering.decide}</summary>
          <Deciding review={review} again={again} />
        </details>
      </div>
    </li>
  );
}

/** Whom the rows mean: one of the candidates, another by its code, or nobody who is known. */
function Deciding({ review: { id, candidates }, again }: Shown): ReactNode {
  const { administering } = useTexts();
  const [whom, setWhom] = useState(candidates[0]?.subject.key ?? ANOTHER);
  const [code, setCode] = useState("");
  const [decidedBy, setDecidedBy] = useState("");
  const [reason, setReason] = useState("");
  const act = useRepeatable(deciding, again);
  const subject = whom === NOBODY ? null : whom === ANOTHER ? (keyOfCode(code) ?? code.trim()) : whom;
  const values: readonly (readonly [string, string])[] = [
    ...candidates.map(({ subject: one }): [string, string] => [one.key, `${one.displayName} ${codeOfKey(one.key)}`]),
    [ANOTHER, administering.another],
    [NOBODY, administering.nobody],
  ];
  return (
    <ActForm
      act={act}
      again={again}
      send={() => void act.send({ review: id, subject, nobody: whom === NOBODY, decidedBy: decidedBy.trim(), reason: reason.trim() })}
    >
      <Radios label={administering.whom} value={whom} set={setWhom} values={values} />
      {whom === ANOTHER && <Line name="subject" label={administering.code} value={code} set={setCode} most={60} />}
      <Line name="decidedBy" label={administering.decidedBy} value={decidedBy} set={setDecidedBy} most={100} />
      <Paragraph name="reason" label={administering.reason} value={reason} set={setReason} />
    </ActForm>
  );
}
