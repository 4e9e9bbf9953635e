import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Paragraph, Tick } from "../acting/fields.tsx";
import { FileText } from "../acting/file_text.tsx";
import { useAct } from "../acting/use_act.ts";
import { useSending } from "../api/use_sending.ts";
import { useTexts } from "../language/language.tsx";
import { GradeMark, type Grade } from "../question/grade_mark.tsx";
import { Problems } from "../question/problems.tsx";
import { useEvaluating } from "./evaluating.ts";
import proposing from "./propose_model.graphql?raw";
import publishing from "./publish_model.graphql?raw";
import saving from "./save_model.graphql?raw";
import returning from "./send_back_model.graphql?raw";
import trying from "./try_model.graphql?raw";
import withdrawing from "./withdraw_model.graphql?raw";

const DRAFT = "DRAFT";
const PROPOSED = "PROPOSED";
const WITHDRAWABLE: readonly string[] = [DRAFT, PROPOSED, "PUBLISHED"];

interface Trial {
  readonly day: string;
  readonly evaluated: number;
  readonly movedCount: number;
  readonly moves: readonly { readonly from: Grade | null; readonly to: Grade; readonly count: number }[];
  readonly newDiscrepancies: number;
  readonly closedDiscrepancies: number;
  readonly losingIncentives: number;
}

interface Again {
  readonly again: () => void;
}

/** A version of a model, from its file: tried first, then kept as a draft. */
export function Drafting({ again }: Again): ReactNode {
  const { modelling } = useTexts();
  const [content, setContent] = useState("");
  const [tried, setTried] = useState<string | null>(null);
  const trial = useSending<{ readonly evaluationDryRun: Trial }>(trying);
  const act = useAct(saving, again);
  const attempt = async (): Promise<void> => {
    const came = await trial.send({ content });
    setTried(came.kind === "answered" ? content : null);
  };
  return (
    <section className="panel" aria-labelledby="draft-model">
      <h2 id="draft-model">{modelling.draft}</h2>
      <details className="act">
        <summary>{modelling.fromFile}</summary>
        <ActForm
          act={act}
          again={again}
          send={() => void (tried === content ? act.send({ content }) : attempt())}
          words={tried === content ? modelling.save : modelling.attempt}
        >
          <FileText name="content" label={modelling.content} hint={modelling.hint} value={content} set={setContent} />
          {trial.busy && <p role="status">{modelling.trying}</p>}
          {trial.outcome?.kind === "failed" && <Problems heading={modelling.untried} problems={trial.outcome.problems} />}
          {trial.outcome?.kind === "answered" && tried === content && <Tried trial={trial.outcome.data.evaluationDryRun} />}
        </ActForm>
      </details>
    </section>
  );
}

/** What would come of it. */
function Tried({ trial }: { readonly trial: Trial }): ReactNode {
  const { modelling } = useTexts();
  return (
    <div role="status">
      <p>{modelling.tried(trial.day, trial.evaluated, trial.movedCount)}</p>
      <ul>
        {trial.moves
          .filter(({ from, to }) => from !== to)
          .map(({ from, to, count }) => (
            <li key={`${from ?? ""}${to}`}>
              {from === null ? modelling.ungraded : <GradeMark grade={from} />} → <GradeMark grade={to} /> {modelling.subjects(count)}
            </li>
          ))}
      </ul>
      <p>{modelling.consequences(trial.newDiscrepancies, trial.closedDiscrepancies, trial.losingIncentives)}</p>
    </div>
  );
}

interface Doing extends Again {
  readonly model: { readonly id: string; readonly revision: number; readonly state: string; readonly inEffect: boolean };
}

/** What may be done with a version as it stands: one person proposes it, another publishes it or sends it back; it is evaluated by while
 * it is in effect, and withdrawn while another has not taken its place. */
export function ModelActs({ model, again }: Doing): ReactNode {
  const { modelling } = useTexts();
  const { state, inEffect } = model;
  const acts = { model, again };
  return (
    <>
      {state === DRAFT && <Step {...acts} document={proposing} words={modelling.propose} hint={modelling.proposeHint} />}
      {state === PROPOSED && <Step {...acts} document={publishing} words={modelling.publish} hint={modelling.publishHint} />}
      {state === PROPOSED && <Reasoned {...acts} document={returning} words={modelling.sendBack} why={modelling.reason} />}
      {inEffect && <Evaluating {...acts} />}
      {WITHDRAWABLE.includes(state) && (
        <Reasoned {...acts} document={withdrawing} words={modelling.withdraw} why={modelling.withdrawWhy} hint={modelling.withdrawHint} />
      )}
    </>
  );
}

interface Stepping extends Doing {
  readonly document: string;
  readonly words: string;
  readonly hint: string;
}

function Step({ model, again, document, words, hint }: Stepping): ReactNode {
  const act = useAct(document, again);
  return (
    <details className="act">
      <summary>{words}</summary>
      <ActForm act={act} again={again} send={() => void act.send({ model: model.id, revision: model.revision })} words={words}>
        <p className="hint">{hint}</p>
      </ActForm>
    </details>
  );
}

interface Arguing extends Omit<Stepping, "hint"> {
  /** What the reason is called. */
  readonly why: string;
  readonly hint?: string;
}

/** A step that takes a reason. */
function Reasoned({ model, again, document, words, why, hint }: Arguing): ReactNode {
  const [reason, setReason] = useState("");
  const act = useAct(document, again);
  const send = (): void => void act.send({ model: model.id, revision: model.revision, reason: reason.trim() });
  return (
    <details className="act">
      <summary>{words}</summary>
      <ActForm act={act} again={again} send={send} words={words}>
        {hint !== undefined && <p className="hint">{hint}</p>}
        <Paragraph name="reason" label={why} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}

/** Evaluates by it: how far it has come is told after each of the calls that it takes. */
function Evaluating({ model, again }: Doing): ReactNode {
  const { modelling } = useTexts();
  const [everybody, setEverybody] = useState(false);
  const { act, run, stop } = useEvaluating(model.id, again);
  return (
    <details className="act">
      <summary>{modelling.evaluate}</summary>
      <ActForm act={act} again={again} send={() => void act.send({ everybody })} words={modelling.evaluate}>
        <p className="hint">{modelling.evaluateHint}</p>
        <Tick label={modelling.everybody} value={everybody} set={setEverybody} />
        <div role="status">
          {act.busy && run === null && <p>{modelling.evaluating}</p>}
          {run !== null && <p>{modelling.evaluated(run.evaluated, run.written, run.unchanged)}</p>}
          {run !== null && !act.busy && <p>{run.done ? modelling.evaluatedAll(run.day) : modelling.evaluatedPart}</p>}
        </div>
        {act.busy && (
          <p>
            <button type="button" className="plain" onClick={stop}>
              {modelling.stop}
            </button>
          </p>
        )}
      </ActForm>
    </details>
  );
}
