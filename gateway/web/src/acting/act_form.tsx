import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { Refused } from "../api/use_sending.ts";
import { useTexts, word } from "../language/language.tsx";
import { Came } from "./came.tsx";
import { Paragraph, Radios } from "./fields.tsx";
import type { Act } from "./use_act.ts";
import { WrongWithin } from "./wrong.tsx";

interface Filled {
  readonly act: Act;
  readonly again: () => void;
  readonly send: () => void;
  /** What the button says, where it is not just sent. */
  readonly words?: string;
  readonly children: ReactNode;
}

/** The form of an act: its fields, what came of it, and the button that sends it. What is refused stands at its field, and the field has
 * the focus then. */
export function ActForm({ act, again, send, words, children }: Filled): ReactNode {
  const { acting } = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const refused = refusalOf(act);
  useEffect(() => {
    if (refused !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refused]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  return (
    <form className="review-fields" ref={form} onSubmit={submit}>
      <WrongWithin refused={refused}>{children}</WrongWithin>
      <Came outcome={act.outcome} again={again} />
      <p>
        <button type="submit" disabled={act.busy}>
          {words ?? acting.send}
        </button>
      </p>
    </form>
  );
}

function refusalOf({ outcome }: Act): Refused | null {
  const [answer] = outcome?.kind === "answered" ? Object.values(outcome.data) : [];
  return answer !== undefined && "code" in answer ? answer : null;
}

interface Deciding {
  readonly act: Act;
  readonly again: () => void;
  /** What it is called, what may be decided and what follows of each, and what the reason is called. */
  readonly words: {
    readonly summary: string;
    readonly decision: string;
    readonly decisions: Readonly<Record<string, string>>;
    readonly what: Readonly<Record<string, string>>;
    readonly reason: string;
  };
  readonly send: (decided: { readonly decision: string; readonly reason: string }) => void;
}

/** A decision with its reason. */
export function DecisionForm({ act, again, words, send }: Deciding): ReactNode {
  const [decision, setDecision] = useState("ACCEPT");
  const [reason, setReason] = useState("");
  return (
    <details className="act">
      <summary>{words.summary}</summary>
      <ActForm act={act} again={again} send={() => send({ decision, reason: reason.trim() })}>
        <Radios label={words.decision} value={decision} set={setDecision} values={Object.entries(words.decisions)} />
        <p className="hint">{word(words.what, decision)}</p>
        <Paragraph name="reason" label={words.reason} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}
