import { useId, type ReactNode } from "react";
import { CoverageBars } from "../disagreements/coverage_bars.tsx";
import type { Target } from "../disagreements/disagreement.ts";
import { coverageLists } from "../export/lists_of_catalogue.ts";
import { useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import document from "./coverage.graphql?raw";
import { DepartmentPart } from "./department_part.tsx";
import { DepartmentRates } from "./department_rates.tsx";
import { chosenTarget, type CityCoverage, type CoverageData, type Measured } from "./told.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const RATES = ["businessCoverage", "digitalAccess"] as const;

/** The coverage against the plan's targets, and which department it lags in; day, target, rate and department are in the address. */
export function CoverageView(): ReactNode {
  const texts = useTexts();
  const { views, coverage: words } = texts;
  const { parameters } = useAddress();
  const day = parameters.get("asOf");
  const asOf = day !== null && DAY.test(day) ? day : null;
  return (
    <View heading={views.coverage} title={views.coverage} lead={words.lead}>
      <QuestionSection<CoverageData>
        id="coverage"
        lists={coverageLists(texts)}
        heading={words.city}
        document={document}
        variables={{ asOf }}
      >
        {({ coverage }) => <Told coverage={coverage} asOf={asOf} />}
      </QuestionSection>
    </View>
  );
}

function Told({ coverage, asOf }: { readonly coverage: CityCoverage; readonly asOf: string | null }): ReactNode {
  const { parameters } = useAddress();
  const target = chosenTarget(coverage.targets, parameters.get("year"));
  const rate = RATES.find((each) => each === parameters.get("rate")) ?? "businessCoverage";
  const named = coverage.departments.find(({ department }) => department.key === parameters.get("department"));
  return (
    <>
      <CoverageBars coverage={coverage} />
      <Choices targets={coverage.targets} target={target} rate={rate} asOf={asOf} />
      {named !== undefined && <DepartmentPart told={named} target={target} />}
      <DepartmentRates departments={coverage.departments} rate={rate} target={target} chosen={named?.department.key ?? null} />
    </>
  );
}

interface Chosen {
  readonly targets: readonly Target[];
  readonly target: Target | null;
  readonly rate: Measured;
  readonly asOf: string | null;
}

function Choices({ targets, target, rate, asOf }: Chosen): ReactNode {
  const { coverage: words, disagreements } = useTexts();
  const [year, which, day] = [useId(), useId(), useId()];
  return (
    <form className="fields coverage-choices" onSubmit={(event) => event.preventDefault()}>
      <div className="field">
        <label htmlFor={which}>{words.rate}</label>
        <select id={which} value={rate} onChange={(event) => go(changed({ rate: event.target.value }))}>
          {RATES.map((each) => (
            <option key={each} value={each}>
              {word(words.rates, each)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={year}>{words.target}</label>
        <select id={year} value={target?.year ?? ""} onChange={(event) => go(changed({ year: event.target.value }))}>
          {targets
            .filter(({ targetCoverage }) => targetCoverage !== null)
            .map((each) => (
              <option key={each.year} value={each.year}>
                {disagreements.year(each.year)}
              </option>
            ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={day}>{words.day}</label>
        <input id={day} type="date" value={asOf ?? ""} onChange={(event) => go(changed({ asOf: event.target.value }))} />
      </div>
    </form>
  );
}
