import type { ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import type { Acted } from "../acting/use_act.ts";
import { useSending } from "../api/use_sending.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { subjectParts } from "../subject/key.ts";
import acknowledge from "./acknowledge.graphql?raw";
import type { Waiting, Warning } from "./waiting.ts";

interface Entry {
  readonly waiting: Waiting;
  /** Whose inbox it is; null: the own one. */
  readonly department: string | null;
  readonly again: () => void;
}

/** One thing that waits: until when, about whom, and the way to doing it. */
export function InboxEntry({ waiting, department, again }: Entry): ReactNode {
  const { inbox, parts, reviewing } = useTexts();
  const { subject } = waiting;
  return (
    <li>
      <span>{waiting.dueOn === null ? inbox.since(cityDay(waiting.since)) : inbox.due(waiting.dueOn)}</span>
      <div>
        <p className="about">
          <span className="chip">{word(inbox.kinds, waiting.kind)}</span>
          <Link to={addressOf(subjectParts(subject.key))}>
            <Chinese>{subject.displayName}</Chinese>
          </Link>
          {waiting.overdue && <span className="chip expired">{parts.overdue}</span>}
          {waiting.escalated && <span className="chip expired">{reviewing.escalated}</span>}
        </p>
        <p className="about">
          <What waiting={waiting} />
        </p>
        <Doing waiting={waiting} />
        {waiting.earlyWarning !== null && <Acknowledging warning={waiting.key} department={department} again={again} />}
      </div>
    </li>
  );
}

function What({ waiting: { discrepancy, objection, creditRepair, task, inspection, earlyWarning } }: { readonly waiting: Waiting }): ReactNode {
  const { disagreements, measures } = useTexts();
  if (discrepancy !== null) {
    const { high, low, levels } = discrepancy;
    return (
      <>
        <GradeMark grade={high.grade} /> <Chinese>{high.item?.name}</Chinese> <GradeMark grade={low.grade} />{" "}
        <Chinese>{low.item?.name}</Chinese> {disagreements.apart(levels)}
      </>
    );
  }
  if (objection !== null) {
    return (
      <>
        {objection.item === null ? measures.composite : <Chinese>{objection.item.name}</Chinese>}{" "}
        <Chinese>{objection.reason}</Chinese>
      </>
    );
  }
  if (creditRepair !== null) return <Chinese>{[creditRepair.fact?.conductName, creditRepair.statement].filter(Boolean).join(" ")}</Chinese>;
  if (task !== null) return <Chinese>{task.items.flatMap(({ item, inspected }) => (inspected || !item ? [] : [item.name])).join("、")}</Chinese>;
  if (inspection !== null) {
    return (
      <>
        {inspection.inspectedOn} <Chinese>{inspection.item?.name}</Chinese>
      </>
    );
  }
  return earlyWarning !== null && <Warned warning={earlyWarning} />;
}

function Warned({ warning: { kind, record, before, fact, older } }: { readonly warning: Warning }): ReactNode {
  const { inbox } = useTexts();
  return (
    <>
      {word(inbox.warnings, kind)}{" "}
      {record !== null && (
        <>
          <Chinese>{record.item?.name}</Chinese> {before !== null && <GradeMark grade={before.grade} />} → <GradeMark grade={record.grade} />
        </>
      )}
      {fact !== null && <Chinese>{fact.conductName}</Chinese>}
      {older !== null && (
        <Link to={addressOf(subjectParts(older.key))}>
          <Chinese>{older.displayName}</Chinese>
        </Link>
      )}
    </>
  );
}

/** The view in which it is done, where the page has one. */
function Doing({ waiting: { kind, subject, task } }: { readonly waiting: Waiting }): ReactNode {
  const { inbox } = useTexts();
  if (kind === "DISCREPANCY") return <Link to={addressOf(["discrepancies"], { subject: subject.key })}>{inbox.review}</Link>;
  if (kind === "OBJECTION") return <Link to={addressOf(["objections"], { subject: subject.key })}>{inbox.answer}</Link>;
  if (kind === "CREDIT_REPAIR") return <Link to={addressOf(["repairs"], { subject: subject.key })}>{inbox.decide}</Link>;
  if (task !== null) return <Link to={addressOf(["draws", task.drawKey], { task: subject.key })}>{inbox.draw}</Link>;
  if (kind === "INSPECTION_REVISION") return <Link to={addressOf(["inspections"], { subject: subject.key, state: "SENT_BACK" })}>{inbox.revise}</Link>;
  if (kind === "INSPECTION_REVIEW") return <Link to={addressOf(["inspections"], { subject: subject.key, state: "DRAFT" })}>{inbox.inspect}</Link>;
  if (kind === "INSPECTION_PUBLICATION") return <Link to={addressOf(["inspections"], { subject: subject.key, state: "REVIEWED" })}>{inbox.publish}</Link>;
  return null;
}

interface Warnt {
  readonly warning: string;
  readonly department: string | null;
  readonly again: () => void;
}

/** An acknowledgement repeats itself harmlessly, so that it needs no key. */
function Acknowledging({ warning, department, again }: Warnt): ReactNode {
  const { inbox } = useTexts();
  const { busy, outcome, send } = useSending<Acted>(acknowledge);
  const act = async (): Promise<void> => {
    const came = await send({ input: { warning, department } });
    if (came.kind === "answered" && Object.values(came.data).every((answer) => !("code" in answer))) again();
  };
  return (
    <>
      <button type="button" className="plain" disabled={busy} onClick={() => void act()}>
        {inbox.acknowledge}
      </button>
      <Came outcome={outcome} again={again} />
    </>
  );
}
