import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Paragraph, Radios } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useTexts, word } from "../language/language.tsx";
import { DRAFT, REVIEWED, SENT_BACK, WITHDRAWN, type Inspection } from "./inspection.ts";
import publishing from "./publish.graphql?raw";
import { Revising } from "./revising.tsx";
import reviewing from "./review.graphql?raw";
import withdrawing from "./withdraw.graphql?raw";

const APPROVE = "APPROVE";
/** As long as nobody has reviewed it, or after it was sent back. */
const REVISABLE: readonly string[] = [DRAFT, SENT_BACK];
const SEND_BACK = "SEND_BACK";

interface Doing {
  readonly inspection: Inspection;
  readonly again: () => void;
}

/** What may be done with an inspection as it stands: it is revised before a second person reviews and publishes it; what was recorded by
 * mistake is withdrawn. */
export function InspectionActs({ inspection, again }: Doing): ReactNode {
  const { state } = inspection;
  return (
    <>
      {REVISABLE.includes(state) && <Revising key={inspection.version} inspection={inspection} again={again} />}
      {state === DRAFT && <Reviewing inspection={inspection} again={again} />}
      {state === REVIEWED && <Publishing inspection={inspection} again={again} />}
      {state === REVIEWED && <SendingBack inspection={inspection} again={again} />}
      {state !== WITHDRAWN && <Withdrawing inspection={inspection} again={again} />}
    </>
  );
}

/** Which one, as it was seen. */
const seen = ({ id, version }: Inspection): { readonly inspection: string; readonly version: string } => ({ inspection: id, version });

function Reviewing({ inspection, again }: Doing): ReactNode {
  const { inspections: words } = useTexts();
  const [decision, setDecision] = useState(APPROVE);
  const [reason, setReason] = useState("");
  const act = useAct(reviewing, again);
  const send = (): void => void act.send({ ...seen(inspection), decision, reason: reason.trim() || null });
  return (
    <details className="act">
      <summary>{words.review}</summary>
      <ActForm act={act} again={again} send={send} words={words.review}>
        <Radios label={words.decision} value={decision} set={setDecision} values={Object.entries(words.decisions)} />
        <p className="hint">{word(words.what, decision)}</p>
        <Paragraph name="reason" label={words.reason} value={reason} set={setReason} required={decision === SEND_BACK} />
      </ActForm>
    </details>
  );
}

function Publishing({ inspection, again }: Doing): ReactNode {
  const { inspections: words } = useTexts();
  const act = useAct(publishing, again);
  return (
    <details className="act">
      <summary>{words.publish}</summary>
      <ActForm act={act} again={again} send={() => void act.send(seen(inspection))} words={words.publish}>
        <p className="hint">{words.publishHint}</p>
      </ActForm>
    </details>
  );
}

/** What was reviewed and is not published may be sent back still. */
function SendingBack({ inspection, again }: Doing): ReactNode {
  const { inspections: words } = useTexts();
  return (
    <Reasoned
      inspection={inspection}
      again={again}
      document={reviewing}
      decided={{ decision: SEND_BACK }}
      words={{ act: words.sendBack, hint: words.sendBackHint, why: words.sendBackWhy }}
    />
  );
}

function Withdrawing({ inspection, again }: Doing): ReactNode {
  const { inspections: words } = useTexts();
  return (
    <Reasoned
      inspection={inspection}
      again={again}
      document={withdrawing}
      words={{ act: words.withdraw, hint: words.withdrawHint, why: words.withdrawWhy }}
    />
  );
}

interface Arguing extends Doing {
  readonly document: string;
  /** What is decided, where the act takes that. */
  readonly decided?: { readonly decision: string };
  readonly words: { readonly act: string; readonly hint: string; readonly why: string };
}

/** An act that takes a reason. */
function Reasoned({ inspection, again, document, decided, words }: Arguing): ReactNode {
  const [reason, setReason] = useState("");
  const act = useAct(document, again);
  const send = (): void => void act.send({ ...seen(inspection), ...decided, reason: reason.trim() });
  return (
    <details className="act">
      <summary>{words.act}</summary>
      <ActForm act={act} again={again} send={send} words={words.act}>
        <p className="hint">{words.hint}</p>
        <Paragraph name="reason" label={words.why} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}
