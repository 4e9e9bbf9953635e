import { useId, type ReactNode } from "react";
import { useAnswer } from "../api/use_answer.ts";
import type { Target } from "../disagreements/disagreement.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { distributionList, itemList } from "../export/lists_of_catalogue.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, changed } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { GRADES, GradeMark, type Grade } from "../question/grade_mark.tsx";
import { Answer } from "../question/question_section.tsx";
import distribution from "./department_distribution.graphql?raw";
import grades from "./department_grades.graphql?raw";
import items from "./department_items.graphql?raw";
import { percent } from "./department_rates.tsx";
import type { DepartmentCoverage, DocumentedRate } from "./told.ts";

interface ItemsData {
  readonly department: {
    readonly items: readonly { readonly key: string; readonly name: string; readonly objects: string; readonly system: { readonly name: string } | null }[];
  } | null;
}

interface GradesData {
  readonly gradeDistribution: readonly { readonly item: { readonly key: string } | null; readonly grade: Grade; readonly count: number }[];
  readonly discrepancies: { readonly totalCount: number };
}

/** Into one department: what its rates are made of, its items and how they are graded, and what waits for it. */
export function DepartmentPart({ told, target }: { readonly told: DepartmentCoverage; readonly target: Target | null }): ReactNode {
  const { coverage: words } = useTexts();
  const title = useId();
  const { key, name } = told.department;
  const { value, denominator, numerator } = told.businessCoverage;
  const missing = value === null || !target?.targetCoverage || !denominator ? 0 : Math.ceil(target.targetCoverage * denominator) - (numerator ?? 0);
  return (
    <section className="department" aria-labelledby={title}>
      <h3 id={title}>
        <Chinese>{name}</Chinese>
      </h3>
      {missing > 0 && <p className="chip not-met">{words.missing(missing, target?.year ?? 0)}</p>}
      <dl className="grade-summary">
        <RateFigure name={word(words.rates, "businessCoverage")} rate={told.businessCoverage} />
        <RateFigure name={word(words.rates, "digitalAccess")} rate={told.digitalAccess} />
      </dl>
      <Items department={key} />
      <p className="pager">
        <Link to={changed({ department: null })}>{words.backToAll}</Link>
        <Link to={addressOf(["departments"], { department: key })}>{words.toDepartment}</Link>
      </p>
    </section>
  );
}

function RateFigure({ name, rate }: { readonly name: string; readonly rate: DocumentedRate }): ReactNode {
  const { disagreements } = useTexts();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {rate.value === null ? disagreements.noValue : percent(rate.value)}
        <small>
          {rate.numerator !== null && rate.denominator !== null && disagreements.outOf(rate.numerator, rate.denominator)}{" "}
          <Chinese>{[rate.document, rate.reason].filter(Boolean).join(" · ")}</Chinese>
        </small>
      </dd>
    </div>
  );
}

function Items({ department }: { readonly department: string }): ReactNode {
  const texts = useTexts();
  const { coverage: words, catalogue } = texts;
  const watched = useAnswer<ItemsData>(items, { department });
  const counted = useAnswer<GradesData>(grades, { department });
  const counts = counted.outcome?.kind === "answered" ? counted.outcome.data : null;
  return (
    <>
      <Answer watched={watched}>
        {({ department: told }) => (
          <div className="wide-table" tabIndex={0} role="group" aria-label={catalogue.items}>
            <table className="table">
              <caption>{words.items}</caption>
              <thead>
                <tr>
                  <th scope="col">{catalogue.item}</th>
                  <th scope="col">{catalogue.system}</th>
                  {counts !== null &&
                    GRADES.map((grade) => (
                      <th key={grade} scope="col" className="number">
                        <GradeMark grade={grade} />
                      </th>
                    ))}
                </tr>
              </thead>
              <tbody>
                {told?.items.map((item) => (
                  <tr key={item.key}>
                    <th scope="row">
                      <Chinese>{item.name}</Chinese> <small lang="zh-CN">{item.objects}</small>
                    </th>
                    <td>{item.system === null ? catalogue.byFile : <Chinese>{item.system.name}</Chinese>}</td>
                    {counts !== null &&
                      GRADES.map((grade) => (
                        <td key={grade} className="number">
                          {counts.gradeDistribution.find((each) => each.item?.key === item.key && each.grade === grade)?.count ?? 0}
                        </td>
                      ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answer>
      <ExportMenu key={`${department} items`} document={items} variables={{ department }} list={itemList(texts)} named />
      <ExportMenu key={`${department} grades`} document={distribution} variables={{ department }} list={distributionList(texts)} named />
      {counts !== null && (
        <p>
          <Link to={addressOf(["discrepancies"], { department })}>{words.waiting(counts.discrepancies.totalCount)}</Link>
        </p>
      )}
    </>
  );
}
