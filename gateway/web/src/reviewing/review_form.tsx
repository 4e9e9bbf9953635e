import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { newKey, problemOf, useSending } from "../api/use_sending.ts";
import { useTexts, word } from "../language/language.tsx";
import { Failures, Problems } from "../question/problems.tsx";
import document from "./review.graphql?raw";
import { sides, type Decision, type ReviewData, type Waiting } from "./waiting.ts";

const OFFICE = "coordinator";
const CONFLICT = "CONFLICT";

export interface Reviewed {
  readonly waiting: Waiting;
  /** The department of an officer. */
  readonly own: { readonly key: string } | null;
  /** Asks for the queue again. */
  readonly again: () => void;
}

/** Keep, correct or dismiss; sent with the version that the reader saw and a key, so that twice is once. */
export function ReviewForm(reviewed: Reviewed): ReactNode {
  const { reviewing } = useTexts();
  const role = useIdentity()?.role;
  const { own, waiting } = reviewed;
  const both = sides(waiting);
  const concerned = role === OFFICE ? both : both.filter(({ key }) => key === own?.key);
  if (role !== OFFICE && own === null) return null;
  if (role !== OFFICE && concerned.length === 0) return <p className="about">{reviewing.notYours}</p>;
  return (
    <details className="review">
      <summary>{reviewing.review}</summary>
      <Fields {...reviewed} concerned={concerned} office={role === OFFICE} />
    </details>
  );
}

interface Concerned extends Reviewed {
  readonly concerned: readonly { readonly key: string; readonly name: string }[];
  readonly office: boolean;
}

function Fields({ waiting, again, concerned, office }: Concerned): ReactNode {
  const { reviewing, parts } = useTexts();
  const [department, reviewer, reason, group] = [useId(), useId(), useId(), useId()];
  const [key] = useState(newKey);
  const [decision, setDecision] = useState<Decision>("KEEP");
  const [whose, setWhose] = useState(concerned[0]?.key ?? "");
  const [by, setBy] = useState("");
  const [why, setWhy] = useState("");
  const [suspend, setSuspend] = useState(false);
  const sending = useSending<ReviewData>(document);
  const decisions: readonly Decision[] = office ? ["KEEP", "CORRECT", "DISMISS"] : ["KEEP", "CORRECT"];

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = {
      discrepancy: waiting.id,
      version: waiting.version,
      decision,
      department: decision === "DISMISS" ? null : whose,
      reviewer: by.trim(),
      reason: why.trim(),
      suspend: decision === "CORRECT" && suspend,
      idempotencyKey: key,
    };
    const outcome = await sending.send({ input });
    if (outcome.kind === "answered" && outcome.data.reviewDiscrepancy.__typename === "ReviewDiscrepancyResult") again();
  };
  return (
    <form className="review-fields" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{reviewing.decision}</legend>
        <div className="ticks">
          {decisions.map((each) => (
            <label key={each}>
              <input type="radio" name={group} checked={decision === each} onChange={() => setDecision(each)} />
              {word(parts.decisions, each)}
            </label>
          ))}
        </div>
        <p className="hint">{word(reviewing.what, decision)}</p>
      </fieldset>
      {decision !== "DISMISS" && (
        <div className="field">
          <label htmlFor={department}>{reviewing.whose}</label>
          <select id={department} value={whose} onChange={(event) => setWhose(event.target.value)}>
            {concerned.map((each) => (
              <option key={each.key} value={each.key} lang="zh-CN">
                {each.name}
              </option>
            ))}
          </select>
        </div>
      )}
      {decision === "CORRECT" && (
        <div className="ticks">
          <label>
            <input type="checkbox" checked={suspend} onChange={(event) => setSuspend(event.target.checked)} />
            {reviewing.suspend}
          </label>
        </div>
      )}
      <div className="field">
        <label htmlFor={reviewer}>{reviewing.reviewer}</label>
        <input id={reviewer} required maxLength={100} value={by} onChange={(event) => setBy(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={reason}>{reviewing.reason}</label>
        <textarea id={reason} required maxLength={1000} rows={3} value={why} onChange={(event) => setWhy(event.target.value)} />
      </div>
      <Came sending={sending.outcome} again={again} />
      <p>
        <button type="submit" disabled={sending.busy}>
          {reviewing.send}
        </button>
      </p>
    </form>
  );
}

type Came = ReturnType<typeof useSending<ReviewData>>["outcome"];

/** What came of it; where somebody else was first, that is told with a way to see what they said. */
function Came({ sending, again }: { readonly sending: Came; readonly again: () => void }): ReactNode {
  const { reviewing, question } = useTexts();
  if (sending === null) return null;
  if (sending.kind === "starting") return <p role="status">{question.starting}</p>;
  if (sending.kind === "failed") return <Problems heading={question.failed} problems={sending.problems} />;
  const { reviewDiscrepancy: answer } = sending.data;
  if (!("code" in answer)) return <p role="status">{answer.repeated ? reviewing.repeated : reviewing.done}</p>;
  return (
    <div>
      <Failures heading={answer.code === CONFLICT ? reviewing.conflict : reviewing.refused} problems={[problemOf(answer)]} />
      {answer.code === CONFLICT && (
        <p className="fields">
          <button type="button" className="plain" onClick={again}>
            {reviewing.newest}
          </button>
        </p>
      )}
    </div>
  );
}

