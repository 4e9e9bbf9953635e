import { useId, type ReactNode } from "react";
import { Chinese, useTexts } from "../language/language.tsx";
import { Bar } from "./bar.tsx";
import type { Coverage, Rate, Target } from "./disagreement.ts";

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const count = (number: number): string => String(number);

/** The coverage against each target of the plan, and the share of inspection items that is connected. */
export function CoverageBars({ coverage }: { readonly coverage: Coverage }): ReactNode {
  const { disagreements } = useTexts();
  const title = useId();
  const { digitalAccess: digital } = coverage;
  return (
    <section aria-labelledby={title}>
      <h3 id={title}>{disagreements.coverage}</h3>
      <div className="targets">
        {coverage.targets.map((target) => (
          <TargetBars key={target.year} target={target} coverage={coverage} />
        ))}
      </div>
      <Bar label={disagreements.digital} value={digital.value} full={1} write={percent} note={<RateNote rate={digital} />} />
    </section>
  );
}

function TargetBars({ target, coverage }: { readonly target: Target; readonly coverage: Coverage }): ReactNode {
  const { disagreements } = useTexts();
  const { businessCoverage: rate } = coverage;
  return (
    <article>
      <h4>
        {disagreements.year(target.year)} <Verdict met={target.met} />
      </h4>
      {target.targetFields !== null && (
        <Bar label={disagreements.fields} value={coverage.fields} required={target.targetFields} write={count} />
      )}
      {target.targetNewFields !== null && (
        <Bar label={disagreements.newFields} value={coverage.newFields} required={target.targetNewFields} write={count} />
      )}
      {target.targetCoverage !== null && (
        <Bar
          label={disagreements.rate}
          value={rate.value}
          required={target.targetCoverage}
          full={1}
          write={percent}
          note={<RateNote rate={rate} />}
        />
      )}
      <p className="quote">
        <Chinese>{target.quote}</Chinese>
      </p>
    </article>
  );
}

function Verdict({ met }: { readonly met: boolean | null }): ReactNode {
  const { disagreements } = useTexts();
  if (met === null) return <span className="chip">{disagreements.undecided}</span>;
  return <span className={`chip ${met ? "met" : "not-met"}`}>{met ? disagreements.met : disagreements.notMet}</span>;
}

/** What stands behind a rate: its numbers, and what is to be known of them or why there are none. */
function RateNote({ rate }: { readonly rate: Rate }): ReactNode {
  const { disagreements } = useTexts();
  const { numerator, denominator, reason } = rate;
  return (
    <>
      {numerator !== null && denominator !== null && <span>{disagreements.outOf(numerator, denominator)}</span>}
      {reason !== null && <Chinese>{reason}</Chinese>}
    </>
  );
}
