import { useState, type FormEvent, type ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import { Paragraph, Radios } from "../acting/fields.tsx";
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
  const { objections, acting } = useTexts();
  const [decision, setDecision] = useState("ACCEPT");
  const [reason, setReason] = useState("");
  const act = useAct(answering, again);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act.send({ objection: objection.id, version: objection.version, decision, reason: reason.trim() });
  };
  return (
    <details className="act">
      <summary>{objections.answerIt}</summary>
      <form className="review-fields" onSubmit={submit}>
        <Radios label={objections.decision} value={decision} set={setDecision} values={Object.entries(objections.decisions)} />
        <p className="hint">{word(objections.what, decision)}</p>
        <Paragraph label={objections.why} value={reason} set={setReason} />
        <Came outcome={act.outcome} again={again} />
        <p>
          <button type="submit" disabled={act.busy}>
            {acting.send}
          </button>
        </p>
      </form>
    </details>
  );
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
