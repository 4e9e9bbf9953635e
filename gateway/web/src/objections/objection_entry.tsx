import type { ReactNode } from "react";
import { DecisionForm } from "../acting/act_form.tsx";
import { Came } from "../acting/came.tsx";
import { useAct } from "../acting/use_act.ts";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { subjectParts } from "../subject/key.ts";
import answering from "./answer.graphql?raw";
import { OPEN, type Objection } from "./objection.ts";
import withdrawing from "./withdraw.graphql?raw";

const ANSWERING: readonly string[] = ["officer", "coordinator"];
const ITSELF = "subject";

interface Entry {
  readonly objection: Objection;
  /** Where nothing around it says whose it is. */
  readonly named: boolean;
  readonly again: () => void;
}

/** An objection with its answer, or with what may be done: the department answers, the subject withdraws. */
export function ObjectionEntry({ objection, named, again }: Entry): ReactNode {
  const { parts, objections, measures } = useTexts();
  const role = useIdentity()?.role ?? "";
  const { subject, department, item } = objection;
  return (
    <li>
      <time dateTime={objection.raisedAt}>{cityDay(objection.raisedAt)}</time>
      <div>
        <p className="about">
          <GradeMark grade={objection.record.grade} /> {item === null ? measures.composite : <Chinese>{item.name}</Chinese>}{" "}
          {department !== null && (
            <small>
              <Chinese>{department.name}</Chinese>
            </small>
          )}{" "}
          <span className="chip">{word(objections.states, objection.state)}</span>{" "}
          {objection.state === OPEN && <small>{objections.due(objection.dueOn)}</small>}{" "}
          {objection.overdue && <span className="chip expired">{parts.overdue}</span>}
        </p>
        {named && (
          <p>
            <Link to={addressOf(subjectParts(subject.key))}>
              <Chinese>{subject.displayName}</Chinese>
            </Link>
          </p>
        )}
        <p>
          {objections.reason} <Chinese>{objection.reason}</Chinese>
        </p>
        {objection.answer !== null && (
          <p>
            {objections.answered(cityDay(objection.endedAt ?? objection.raisedAt))} <Chinese>{objection.answer}</Chinese>
          </p>
        )}
        {objection.state === OPEN && ANSWERING.includes(role) && <Answering objection={objection} again={again} />}
        {objection.state === OPEN && role === ITSELF && <Withdrawing objection={objection} again={again} />}
      </div>
    </li>
  );
}

type Doing = Omit<Entry, "named">;

function Answering({ objection, again }: Doing): ReactNode {
  const { objections } = useTexts();
  const { answerIt: summary, decision, decisions, what, why: reason } = objections;
  const act = useAct(answering, again);
  const send = (decided: object): void => void act.send({ objection: objection.id, version: objection.version, ...decided });
  return <DecisionForm act={act} again={again} words={{ summary, decision, decisions, what, reason }} send={send} />;
}

function Withdrawing({ objection, again }: Doing): ReactNode {
  const { objections } = useTexts();
  const act = useAct(withdrawing, again);
  return (
    <>
      <button
        type="button"
        className="plain"
        disabled={act.busy}
        onClick={() => void act.send({ objection: objection.id, version: objection.version })}
      >
        {objections.withdraw}
      </button>
      <Came outcome={act.outcome} again={again} />
    </>
  );
}
