import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Choice, Line, Paragraph } from "../acting/fields.tsx";
import { FileText } from "../acting/file_text.tsx";
import { useAct } from "../acting/use_act.ts";
import { useTexts } from "../language/language.tsx";
import proposing from "./propose_plan.graphql?raw";
import publishing from "./publish_plan.graphql?raw";
import reporting from "./report_duty.graphql?raw";
import withdrawing from "./withdraw_plan.graphql?raw";

/** Who does something with plans: an officer with the own department's, the credit office with any. */
export const PLANNING: readonly string[] = ["officer", "coordinator"];
const PROPOSED = "PROPOSED";
const PUBLISHED = "PUBLISHED";
const REPORTED = "REPORTED";

interface Duty {
  readonly key: string;
  readonly what: string;
  readonly kind: string;
}

interface Plan {
  readonly key: string;
  readonly revision: number;
  readonly state: string;
  readonly duties: readonly Duty[];
}

interface Doing {
  readonly plan: Plan;
  readonly again: () => void;
}

/** A plan for a year, from its file. */
export function Proposing({ again }: Pick<Doing, "again">): ReactNode {
  const { planning } = useTexts();
  const [content, setContent] = useState("");
  const act = useAct(proposing, again);
  return (
    <section className="panel" aria-labelledby="propose-plan">
      <h2 id="propose-plan">{planning.propose}</h2>
      <details className="act">
        <summary>{planning.fromFile}</summary>
        <ActForm act={act} again={again} send={() => void act.send({ content })} words={planning.propose}>
          <FileText name="content" label={planning.content} hint={planning.hint} value={content} set={setContent} />
        </ActForm>
      </details>
    </section>
  );
}

/** What may be done with a plan as it stands. */
export function PlanActs({ plan, again }: Doing): ReactNode {
  const reported = plan.duties.filter(({ kind }) => kind === REPORTED);
  return (
    <>
      {plan.state === PROPOSED && <Publishing plan={plan} again={again} />}
      {plan.state === PUBLISHED && reported.length > 0 && <Reporting plan={plan} duties={reported} again={again} />}
      {plan.state === PROPOSED && <Withdrawing plan={plan} again={again} />}
    </>
  );
}

function Publishing({ plan, again }: Doing): ReactNode {
  const { planning } = useTexts();
  const act = useAct(publishing, again);
  return (
    <details className="act">
      <summary>{planning.publish}</summary>
      <ActForm
        act={act}
        again={again}
        send={() => void act.send({ plan: plan.key, revision: plan.revision })}
        words={planning.publish}
      >
        <p className="hint">{planning.publishHint}</p>
      </ActForm>
    </details>
  );
}

function Withdrawing({ plan, again }: Doing): ReactNode {
  const { planning } = useTexts();
  const [reason, setReason] = useState("");
  const act = useAct(withdrawing, again);
  const send = (): void => void act.send({ plan: plan.key, revision: plan.revision, reason: reason.trim() });
  return (
    <details className="act">
      <summary>{planning.withdraw}</summary>
      <ActForm act={act} again={again} send={send} words={planning.withdraw}>
        <Paragraph name="reason" label={planning.reason} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}

/** Progress that nothing in the graph counts. */
function Reporting({ plan, duties, again }: Doing & { readonly duties: readonly Duty[] }): ReactNode {
  const { planning, reading } = useTexts();
  const [duty, setDuty] = useState(duties[0]?.key ?? "");
  const [count, setCount] = useState("");
  const [note, setNote] = useState("");
  const act = useAct(reporting, again);
  const send = (): void => void act.send({ plan: plan.key, duty, count: Number(count), note: note.trim() || null });
  return (
    <details className="act">
      <summary>{planning.report}</summary>
      <ActForm act={act} again={again} send={send} words={planning.report}>
        <Choice name="duty" label={reading.duty} value={duty} set={setDuty} values={duties.map(({ key, what }) => [key, what])} />
        <Line name="count" type="number" label={planning.count} value={count} set={setCount} />
        <Paragraph name="note" label={planning.note} value={note} set={setNote} required={false} />
      </ActForm>
    </details>
  );
}
