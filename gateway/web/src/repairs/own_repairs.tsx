import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Choice, Line, Paragraph } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useIdentity } from "../api/about.ts";
import { useAnswer } from "../api/use_answer.ts";
import { repairList } from "../export/lists.ts";
import { useTexts, word } from "../language/language.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import type { About } from "../subject/told.ts";
import { EvidenceList } from "./evidence_fields.tsx";
import { NO_EVIDENCE, type Evidence, type RepairsData } from "./repair.ts";
import { RepairEntry } from "./repair_entry.tsx";
import repairable from "./repairable.graphql?raw";
import document from "./repairs.graphql?raw";
import requesting from "./request.graphql?raw";

const ASKING: readonly string[] = ["subject", "officer", "coordinator"];
const ITSELF = "subject";

/** On a subject's page: the repairs of its facts, and asking for one: by itself, or by a department on its behalf. */
export function OwnRepairs({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { repairs: words } = texts;
  const role = useIdentity()?.role ?? "";
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  if (!ASKING.includes(role)) return null;
  return (
    <QuestionSection<RepairsData>
      id="repairs"
      list={repairList(texts)}
      heading={words.list}
      lead={words.lead}
      document={document}
      variables={{ filter: { subject }, after: null }}
      round={round}
    >
      {({ creditRepairs: { nodes, totalCount } }) => (
        <>
          <p role="status">{words.count(totalCount)}</p>
          <ol className="entries">
            {nodes.map((each) => (
              <RepairEntry key={each.id} repair={each} named={false} again={again} />
            ))}
          </ol>
          <Asking subject={subject} itself={role === ITSELF} again={again} />
        </>
      )}
    </QuestionSection>
  );
}

interface Fact {
  readonly key: string;
  readonly conductName: string;
  readonly severity: string;
  readonly occurredOn: string;
  readonly retiredOn: string | null;
  readonly withdrawnAt: string | null;
}

interface Repairable extends About<{ readonly archive: { readonly nodes: readonly { readonly fact: Fact | null }[] } }> {
  readonly repairWaits: readonly { readonly severity: string; readonly days: number; readonly againDays: number }[];
}

interface Asked {
  readonly subject: string;
  readonly itself: boolean;
  readonly again: () => void;
}

function Asking({ subject, itself, again }: Asked): ReactNode {
  const { repairs } = useTexts();
  const { outcome } = useAnswer<Repairable>(repairable, { subject });
  const data = outcome?.kind === "answered" ? outcome.data : null;
  const facts = (data?.subjectsByKeys[0]?.archive.nodes ?? []).flatMap(({ fact }) =>
    fact === null || fact.retiredOn !== null || fact.withdrawnAt !== null ? [] : [fact],
  );
  if (data === null || facts.length === 0) return null;
  return (
    <details className="act">
      <summary>{repairs.ask}</summary>
      <Fields facts={facts} waits={data.repairWaits} itself={itself} again={again} />
    </details>
  );
}

interface Choosing extends Omit<Asked, "subject"> {
  readonly facts: readonly Fact[];
  readonly waits: Repairable["repairWaits"];
}

function Fields({ facts, waits, itself, again }: Choosing): ReactNode {
  const { repairs, measures } = useTexts();
  const [chosen, choose] = useState(facts[0]?.key ?? "");
  const [statement, setStatement] = useState("");
  const [documentNo, setDocumentNo] = useState("");
  const [evidence, setEvidence] = useState<readonly Evidence[]>([NO_EVIDENCE]);
  const act = useAct(requesting, again);
  const fact = facts.find(({ key }) => key === chosen);
  const wait = waits.find(({ severity }) => severity === fact?.severity);
  const send = (): void =>
    void act.send({ fact: chosen, statement: statement.trim(), evidence, documentNo: itself ? null : documentNo.trim() });
  return (
    <ActForm act={act} again={again} send={send}>
      <Choice
        name="fact"
        label={repairs.fact}
        value={chosen}
        set={choose}
        values={facts.map(({ key, conductName, severity, occurredOn }) => [
          key,
          `${conductName} · ${word(measures.severities, severity)} · ${occurredOn}`,
        ])}
      />
      {wait !== undefined && <p className="hint">{repairs.wait(wait.days, wait.againDays)}</p>}
      <Paragraph name="statement" label={repairs.statement} value={statement} set={setStatement} />
      <EvidenceList evidence={evidence} set={setEvidence} />
      {!itself && <Line name="documentNo" label={repairs.onBehalf} value={documentNo} set={setDocumentNo} />}
    </ActForm>
  );
}
