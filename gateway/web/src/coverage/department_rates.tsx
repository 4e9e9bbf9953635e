import { useId, type ReactNode } from "react";
import type { Target } from "../disagreements/disagreement.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { changed } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { laggingFirst, type DepartmentCoverage, type Measured } from "./told.ts";

interface Rates {
  readonly departments: readonly DepartmentCoverage[];
  readonly rate: Measured;
  readonly target: Target | null;
  /** The key of the department that is looked into. */
  readonly chosen: string | null;
}

/** A bar a department, who lags first, with a line where the target is; the figures stand beside the bars. */
export function DepartmentRates({ departments, rate, target, chosen }: Rates): ReactNode {
  const { coverage: words, disagreements } = useTexts();
  const title = useId();
  const ordered = laggingFirst(departments, rate);
  const required = rate === "businessCoverage" ? (target?.targetCoverage ?? null) : null;
  const behind = required === null ? 0 : ordered.filter((each) => (each[rate].value ?? 1) < required).length;
  return (
    <section aria-labelledby={title}>
      <h3 id={title}>{words.byDepartment}</h3>
      <p role="status">{required === null ? words.all(ordered.length) : words.behind(behind, ordered.length, percent(required))}</p>
      <table className="table rates">
        <caption className="visually-hidden">{words.byDepartment}</caption>
        <thead>
          <tr>
            <th scope="col">{words.department}</th>
            <th scope="col" className="number">
              {words.fields}
            </th>
            <th scope="col">{word(words.rates, rate)}</th>
            <th scope="col" className="number">
              {words.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((each) => {
            const { value, numerator, denominator } = each[rate];
            return (
              <tr key={each.department.key} className={each.department.key === chosen ? "chosen" : undefined}>
                <th scope="row">
                  <Link to={changed({ department: each.department.key })} current={each.department.key === chosen}>
                    <Chinese>{each.department.name}</Chinese>
                  </Link>
                </th>
                <td className="number">{each.fields}</td>
                <td>
                  <RateBar value={value} required={required} />
                </td>
                <td className="number">
                  {value === null ? disagreements.noValue : percent(value)}{" "}
                  {numerator !== null && denominator !== null && (
                    <small>
                      {numerator}/{denominator}
                    </small>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The figure beside it says the same in words. */
function RateBar({ value, required }: { readonly value: number | null; readonly required: number | null }): ReactNode {
  const behind = value !== null && required !== null && value < required;
  return (
    <svg className="rate" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" width="100" height="8" />
      {value !== null && <rect className={behind ? "value behind" : "value"} width={100 * value} height="8" />}
      {required !== null && <rect className="target" x={Math.min(100 * required, 99)} width="0.8" height="8" />}
    </svg>
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
