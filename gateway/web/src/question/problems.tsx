import { useId, type ReactNode } from "react";
import type { Problem } from "../api/asking.ts";
import { useTexts } from "../language/language.tsx";

/** Errors of the API, each with its code. */
export function Problems({ heading, problems }: { readonly heading: string; readonly problems: readonly Problem[] }): ReactNode {
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
    </div>
  );
}
