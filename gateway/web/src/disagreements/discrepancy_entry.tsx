import type { ReactNode } from "react";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { cityDay, type Discrepancy, type Side } from "./disagreement.ts";

interface Entry {
  readonly discrepancy: Discrepancy;
  readonly choose: (subject: string) => void;
}

export function DiscrepancyEntry({ discrepancy, choose }: Entry): ReactNode {
  const { disagreements } = useTexts();
  const { subject } = discrepancy;
  return (
    <li>
      <p className="about">
        <button type="button" className="link" title={disagreements.view} onClick={() => show(subject.key, choose)}>
          <Chinese>{subject.displayName}</Chinese>
        </button>
        <span className="chip discrepant">{disagreements.apart(discrepancy.levels)}</span>
        <span className="chip">{word(disagreements.states, discrepancy.state)}</span>
        <small>{disagreements.raised(cityDay(discrepancy.raisedAt))}</small>
      </p>
      <Opinion side={discrepancy.high} />
      <Opinion side={discrepancy.low} />
    </li>
  );
}

/** A department's grade on its item, as one side of a discrepancy. */
export function Opinion({ side }: { readonly side: Side }): ReactNode {
  return (
    <p className="opinion">
      <GradeMark grade={side.grade} />
      <Chinese>
        {side.department?.name}
        <small>{side.item?.name}</small>
      </Chinese>
    </p>
  );
}

/** Chooses the subject and takes the reader to its grades. */
function show(subject: string, choose: (subject: string) => void): void {
  choose(subject);
  document.getElementById("grades")?.scrollIntoView();
}
