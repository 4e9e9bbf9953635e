import type { ReactNode } from "react";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import type { Plan } from "./drawn.ts";

/** A plan's strata: how many there are, how many are drawn, by which ratio, and who is left out. */
export function PlanTable({ plan }: { readonly plan: Plan }): ReactNode {
  const { draws } = useTexts();
  const rate = (itemKey: string, grade: string): Plan["rates"][number] | undefined =>
    plan.rates.find((each) => each.itemKey === itemKey && each.grade === grade);
  return (
    <>
      <p role="status">{draws.planned(plan.poolSize, plan.toDraw, plan.inspectors, plan.inspectorsEach)}</p>
      <div className="wide-table" tabIndex={0} role="group" aria-label={draws.strata}>
        <table className="table">
          <caption className="visually-hidden">{draws.strata}</caption>
          <thead>
            <tr>
              <th scope="col">{draws.item}</th>
              <th scope="col">{draws.grade}</th>
              <th scope="col" className="number">
                {draws.size}
              </th>
              <th scope="col" className="number">
                {draws.take}
              </th>
              <th scope="col">{draws.ratio}</th>
              <th scope="col">{draws.method}</th>
            </tr>
          </thead>
          <tbody>
            {plan.strata.map((stratum) => {
              const by = rate(stratum.itemKey, stratum.grade);
              return (
                <tr key={`${stratum.itemKey} ${stratum.grade}`}>
                  <th scope="row">
                    <Chinese>{stratum.item?.name ?? stratum.itemKey}</Chinese>
                  </th>
                  <td>
                    <GradeMark grade={stratum.grade} />
                  </td>
                  <td className="number">{stratum.size}</td>
                  <td className="number">{stratum.take}</td>
                  <td>{by && draws.rate(Math.round(by.ratio * 10_000) / 100, by.months, by.ours)}</td>
                  <td>{by && word(draws.methods, by.method)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {plan.leftOut.some(({ count }) => count > 0) && (
        <p>
          <small>{plan.leftOut.map(({ reason, count }) => `${word(draws.leftOut, reason)} ${count}`).join(" · ")}</small>
        </p>
      )}
    </>
  );
}
