import { useId, type ReactNode } from "react";
import type { Problem } from "../api/asking.ts";
import { useCaseNeeded } from "../cases/use_chosen.ts";
import { useTexts } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";

const FORBIDDEN = "FORBIDDEN";
const UNAUTHENTICATED = "UNAUTHENTICATED";

interface Told {
  readonly heading: string;
  readonly problems: readonly Problem[];
}

/** Errors of the API, each with its code. What the role may not see is no failure, and says so more quietly. */
export function Problems({ heading, problems }: Told): ReactNode {
  if (problems.length > 0 && problems.every((problem) => problem.code === FORBIDDEN)) return <Refusal problems={problems} />;
  return <Failures heading={heading} problems={problems} />;
}

/** Errors with their messages, also of what somebody may not do: why not stands in the message. */
export function Failures({ heading, problems }: Told): ReactNode {
  const { question } = useTexts();
  const title = useId();
  return (
    <div className="problems" role="alert" aria-labelledby={title}>
      <p id={title}>{heading}</p>
      <ul>
        {problems.map((problem, index) => (
          <li key={index}>
            <code>{problem.code}</code> {problem.message}
            {problem.path !== null && (
              <small>
                {question.errorPath} <code>{problem.path}</code>
              </small>
            )}
          </li>
        ))}
      </ul>
      {problems.some((problem) => problem.code === UNAUTHENTICATED) && <Link to="/identity">{question.identify}</Link>}
    </div>
  );
}

function Refusal({ problems }: { readonly problems: readonly Problem[] }): ReactNode {
  const { question, cases } = useTexts();
  const caseNeeded = useCaseNeeded();
  return (
    <div className="refusal" role="note">
      <p>
        {caseNeeded ? cases.needed : question.refused}{" "}
        {caseNeeded ? <Link to="/cases">{cases.neededDo}</Link> : <Link to="/identity">{question.refusedDo}</Link>}
      </p>
      <details>
        <summary>
          <code>{FORBIDDEN}</code>
        </summary>
        <ul>
          {problems.map((problem, index) => (
            <li key={index}>{problem.message}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
