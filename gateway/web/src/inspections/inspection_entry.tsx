import type { ReactNode } from "react";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { subjectParts } from "../subject/key.ts";
import type { Inspection } from "./inspection.ts";

interface Entry {
  readonly inspection: Inspection;
  /** What may be done with it. */
  readonly children: ReactNode;
}

/** An inspection: of whom, on what, what was found, every step; of another department's not what was found. */
export function InspectionEntry({ inspection, children }: Entry): ReactNode {
  const { inspections, parts, recording } = useTexts();
  const { subject, item, department, documentNo, inspectors } = inspection;
  return (
    <li>
      <time dateTime={inspection.inspectedOn}>{inspection.inspectedOn}</time>
      <div>
        <p className="about">
          <Link to={addressOf(subjectParts(subject.key))}>
            <Chinese>{subject.displayName}</Chinese>
          </Link>{" "}
          <span className="chip">{word(inspections.states, inspection.state)}</span>
        </p>
        <p>
          <Chinese>{[item?.name, department?.name].filter(Boolean).join(" · ")}</Chinese> · {word(recording.manners, inspection.manner)} ·{" "}
          {word(parts.outcomes, inspection.outcome)}
        </p>
        {documentNo !== null && (
          <p>
            <small>
              <Chinese>{[documentNo, ...(inspectors ?? [])].join(" ")}</Chinese>
            </small>
          </p>
        )}
        <Found inspection={inspection} />
        <Steps inspection={inspection} />
        {children}
      </div>
    </li>
  );
}

type Shown = Pick<Entry, "inspection">;

function Found({ inspection: { findings } }: Shown): ReactNode {
  const { recording } = useTexts();
  if (findings === null || findings.length === 0) return null;
  return (
    <ul>
      {findings.map(({ clause, result, remark }) => (
        <li key={clause}>
          <Chinese>{clause}</Chinese> <span className="chip">{word(recording.results, result)}</span> <Chinese>{remark}</Chinese>
        </li>
      ))}
    </ul>
  );
}

function Steps({ inspection: { acts } }: Shown): ReactNode {
  const { inspections } = useTexts();
  if (acts === null || acts.length === 0) return null;
  return (
    <details>
      <summary>{inspections.steps(acts.length)}</summary>
      <ul>
        {acts.map(({ act, at, reason }) => (
          <li key={`${act} ${at}`}>
            {cityDay(at)} {word(inspections.acts, act)} <Chinese>{reason}</Chinese>
          </li>
        ))}
      </ul>
    </details>
  );
}
