import { useState, type FormEvent, type ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import { Paragraph, Radios } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "../subject/key.ts";
import deciding from "./decide.graphql?raw";
import { EvidenceFields } from "./evidence_fields.tsx";
import { NO_EVIDENCE, UNDER_WAY, type Evidence, type Repair } from "./repair.ts";
import supplementing from "./supplement.graphql?raw";

const DECIDING: readonly string[] = ["officer", "coordinator"];
const BY_ROLE: Readonly<Record<string, string>> = { subject: "SUBJECT", officer: "DEPARTMENT", coordinator: "CREDIT_OFFICE" };

interface Entry {
  readonly repair: Repair;
  /** Where nothing around it says whose it is. */
  readonly named: boolean;
  readonly again: () => void;
}

/** A repair: which act, what was put right, by which documents, every step, and what may be done next. */
export function RepairEntry({ repair, named, again }: Entry): ReactNode {
  const { repairs, measures } = useTexts();
  const role = useIdentity()?.role ?? "";
  const { subject, fact, evidence, acts } = repair;
  const underWay = UNDER_WAY.includes(repair.state);
  return (
    <li>
      <time dateTime={repair.requestedAt}>{cityDay(repair.requestedAt)}</time>
      <div>
        <p className="about">
          <Chinese>{fact?.conductName}</Chinese>{" "}
          {fact !== null && <span className="chip reason">{word(measures.severities, fact.severity)}</span>}{" "}
          <span className="chip">{word(repairs.states, repair.state)}</span> <small>{word(repairs.parties, repair.party)}</small>
        </p>
        {named && (
          <p>
            <Link to={addressOf(subjectParts(subject.key))}>
              <Chinese>{subject.displayName}</Chinese>
            </Link>
          </p>
        )}
        {repair.statement !== null && (
          <p>
            {repairs.stated} <Chinese>{repair.statement}</Chinese>
          </p>
        )}
        {evidence !== null && evidence.length > 0 && <Documents evidence={evidence} />}
        {acts !== null && acts.length > 0 && (
          <details>
            <summary>{repairs.steps(acts.length)}</summary>
            <ul>
              {acts.map(({ act, at, reason }) => (
                <li key={`${act} ${at}`}>
                  {cityDay(at)} {word(repairs.acts, act)} <Chinese>{reason}</Chinese>
                </li>
              ))}
            </ul>
          </details>
        )}
        {underWay && DECIDING.includes(role) && <Deciding repair={repair} again={again} />}
        {underWay && BY_ROLE[role] === repair.party && <Supplementing repair={repair} again={again} />}
      </div>
    </li>
  );
}

function Documents({ evidence }: { readonly evidence: readonly Evidence[] }): ReactNode {
  const { repairs } = useTexts();
  return (
    <p>
      {repairs.evidence} <Chinese>{evidence.map(({ name, number, day }) => `${name}(${number},${day})`).join("、")}</Chinese>
    </p>
  );
}

type Doing = Omit<Entry, "named">;

function Deciding({ repair, again }: Doing): ReactNode {
  const { repairs, acting } = useTexts();
  const [decision, setDecision] = useState("ACCEPT");
  const [reason, setReason] = useState("");
  const act = useAct(deciding, again);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act.send({ repair: repair.id, version: repair.version, decision, reason: reason.trim() });
  };
  return (
    <details className="act">
      <summary>{repairs.decide}</summary>
      <form className="review-fields" onSubmit={submit}>
        <Radios label={repairs.decision} value={decision} set={setDecision} values={Object.entries(repairs.decisions)} />
        <p className="hint">{word(repairs.what, decision)}</p>
        <Paragraph label={repairs.reason} value={reason} set={setReason} />
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

function Supplementing({ repair, again }: Doing): ReactNode {
  const { repairs, acting } = useTexts();
  const [evidence, setEvidence] = useState(NO_EVIDENCE);
  const act = useAct(supplementing, again);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act.send({ repair: repair.id, version: repair.version, evidence: [evidence] });
  };
  return (
    <details className="act">
      <summary>{repairs.supplement}</summary>
      <form className="review-fields" onSubmit={submit}>
        <EvidenceFields evidence={evidence} set={setEvidence} />
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
