import type { ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Opinion } from "../disagreements/discrepancy_entry.tsx";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "../subject/key.ts";
import { ReviewForm, type Reviewed } from "./review_form.tsx";
import type { Review } from "./waiting.ts";

const REVIEWERS: readonly string[] = ["officer", "coordinator"];
const CLOSED = "CLOSED";

/** One discrepancy: what is apart, until when, what was said of it, and the form for saying something. */
export function QueueEntry({ waiting, own, again }: Reviewed): ReactNode {
  const { parts, reviewing, disagreements } = useTexts();
  const identity = useIdentity();
  const { subject } = waiting;
  const reviews = REVIEWERS.includes(identity?.role ?? "");
  return (
    <li>
      <p className="about">
        <Link to={addressOf(subjectParts(subject.key))}>
          <Chinese>{subject.displayName}</Chinese>
        </Link>
        <span className="chip discrepant">{disagreements.apart(waiting.levels)}</span>
        <span className="chip">{word(disagreements.states, waiting.state)}</span>
        <small>{disagreements.raised(cityDay(waiting.raisedAt))}</small>
        {waiting.closedAt === null ? (
          <small>{parts.due(waiting.dueOn)}</small>
        ) : (
          <small>{parts.closed(cityDay(waiting.closedAt))}</small>
        )}
        {waiting.overdue && <span className="chip expired">{parts.overdue}</span>}
        {waiting.escalated && <span className="chip expired">{reviewing.escalated}</span>}
      </p>
      <Opinion side={waiting.high} />
      <Opinion side={waiting.low} />
      {waiting.reviews.map((review) => (
        <ReviewLine key={`${review.reviewedAt} ${review.reviewer}`} review={review} />
      ))}
      {reviews && waiting.state !== CLOSED && <ReviewForm waiting={waiting} own={own} again={again} />}
    </li>
  );
}

/** What was decided, by whom, and why. */
export function ReviewLine({ review }: { readonly review: Review }): ReactNode {
  const { parts } = useTexts();
  return (
    <p className="about">
      <span className="chip">{word(parts.decisions, review.decision)}</span>
      {review.department !== null && <Chinese>{review.department.name}</Chinese>}
      <Chinese>{review.reviewer}</Chinese>
      <Chinese>{review.reason}</Chinese>
      <small>{cityDay(review.reviewedAt)}</small>
    </p>
  );
}
