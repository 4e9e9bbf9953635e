import type { ReactNode } from "react";
import type { Outcome } from "../api/asking.ts";
import { problemOf } from "../api/use_sending.ts";
import { useTexts } from "../language/language.tsx";
import { Failures, Problems } from "../question/problems.tsx";
import type { Acted } from "./use_act.ts";

const CONFLICT = "CONFLICT";

interface Shown {
  readonly outcome: Outcome<Acted> | null;
  readonly again: () => void;
}

/** What came of an act; where somebody else was first, that is told with a way to see what they did. */
export function Came({ outcome, again }: Shown): ReactNode {
  const { acting, question } = useTexts();
  if (outcome === null) return null;
  if (outcome.kind === "starting") return <p role="status">{question.starting}</p>;
  if (outcome.kind === "failed") return <Problems heading={question.failed} problems={outcome.problems} />;
  const [answer] = Object.values(outcome.data);
  if (answer === undefined) return null;
  if (!("code" in answer)) return <p role="status">{answer.repeated ? acting.repeated : acting.done}</p>;
  return (
    <div>
      <Failures heading={answer.code === CONFLICT ? acting.conflict : acting.refused} problems={[problemOf(answer)]} />
      {answer.code === CONFLICT && (
        <p className="fields">
          <button type="button" className="plain" onClick={again}>
            {acting.newest}
          </button>
        </p>
      )}
    </div>
  );
}
