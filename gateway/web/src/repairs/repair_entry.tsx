import { useState, type ReactNode } from "react";
import { ActForm, DecisionForm } from "../acting/act_form.tsx";
import { Paragraph } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "../subject/key.ts";
import deciding from "./decide.graphql?raw";
import { EvidenceList } from "./evidence_fields.tsx";
import { NO_EVIDENCE, UNDER_WAY, type Evidence, type Repair } from "./repair.ts";
import supplementing from "./supplement.graphql?raw";
import withdrawing from "./withdraw.graphql?raw";

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
        {underWay && BY_ROLE[role] === repair.party && (
          <>
            <Supplementing repair={repair} again={again} />
            <Withdrawing repair={repair} again={again} />
          </>
        )}
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
  const { repairs } = useTexts();
  const { decide: summary, decision, decisions, what, reason } = repairs;
  const act = useAct(deciding, again);
  const send = (decided: object): void => void act.send({ repair: repair.id, version: repair.version, ...decided });
  return <DecisionForm act={act} again={again} words={{ summary, decision, decisions, what, reason }} send={send} />;
}

function Supplementing({ repair, again }: Doing): ReactNode {
  const { repairs } = useTexts();
  const [evidence, setEvidence] = useState<readonly Evidence[]>([NO_EVIDENCE]);
  const act = useAct(supplementing, again);
  return (
    <details className="act">
      <summary>{repairs.supplement}</summary>
      <ActForm act={act} again={again} send={() => void act.send({ repair: repair.id, version: repair.version, evidence })}>
        <EvidenceList evidence={evidence} set={setEvidence} />
      </ActForm>
    </details>
  );
}

function Withdrawing({ repair, again }: Doing): ReactNode {
  const { repairs } = useTexts();
  const [reason, setReason] = useState("");
  const act = useAct(withdrawing, again);
  const send = (): void => void act.send({ repair: repair.id, version: repair.version, reason: reason.trim() || null });
  return (
    <details className="act">
      <summary>{repairs.withdraw}</summary>
      <ActForm act={act} again={again} send={send} words={repairs.withdraw}>
        <Paragraph name="reason" label={repairs.whyWithdrawn} value={reason} set={setReason} required={false} />
      </ActForm>
    </details>
  );
}
