import { useState, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { ListPager, type PageInfo } from "../acting/list_pager.tsx";
import { planList } from "../export/lists_of_work.ts";
import { useMe } from "../identity/me.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import document from "./annual_plans.graphql?raw";
import { DepartmentChoice } from "./department_choice.tsx";
import { PlanActs, PLANNING, Proposing } from "./plan_acts.tsx";

interface Duty {
  readonly key: string;
  readonly what: string;
  readonly kind: string;
  readonly target: number;
  readonly done: number | null;
  readonly dueOn: string;
  readonly met: boolean;
  readonly overdue: boolean;
  readonly reason: string | null;
}

interface Plan {
  readonly key: string;
  readonly year: number;
  readonly number: number;
  readonly revision: number;
  readonly state: string;
  readonly title: string;
  readonly documentNo: string | null;
  readonly department: { readonly key: string; readonly name: string } | null;
  readonly duties: readonly Duty[];
}

interface Data {
  readonly annualPlans: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Plan[] };
}

/** Annual plans (年度推进计划): what each department is to do in a year, and how far it has come. */
export function PlansView(): ReactNode {
  const texts = useTexts();
  const { views, reading } = texts;
  const { parameters } = useAddress();
  const department = parameters.get("department");
  const role = useIdentity()?.role ?? "";
  const own = useMe()?.department?.key;
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  const mayAct = (plan: Plan): boolean => PLANNING.includes(role) && (own === undefined || own === plan.department?.key);
  return (
    <View heading={views.plans} title={views.plans} lead={reading.plansLead}>
      <DepartmentChoice department={department} />
      {PLANNING.includes(role) && <Proposing again={again} />}
      <QuestionSection<Data>
        id="plans"
        list={planList(texts)}
        heading={views.plans}
        document={document}
        variables={{ department, after: parameters.get("after") }}
        round={round}
      >
        {({ annualPlans: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{reading.plans(totalCount)}</p>
            {nodes.map((plan) => (
              <div key={plan.key} className="plan">
                <PlanTable plan={plan} />
                {mayAct(plan) && <PlanActs plan={plan} again={again} />}
              </div>
            ))}
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}

function PlanTable({ plan }: { readonly plan: Plan }): ReactNode {
  const { reading, parts } = useTexts();
  return (
    <>
      <h3>
        {plan.year} <Chinese>{plan.title}</Chinese> <span className="chip">{word(reading.planStates, plan.state)}</span>
      </h3>
      <p>
        <small>
          <Chinese>{[plan.department?.name, plan.documentNo].filter(Boolean).join(" · ")}</Chinese>
        </small>
      </p>
      <div className="wide-table" tabIndex={0} role="group" aria-label={plan.title}>
        <table className="table">
          <caption className="visually-hidden">{plan.title}</caption>
          <thead>
            <tr>
              <th scope="col">{reading.duty}</th>
              <th scope="col">{reading.dueOn}</th>
              <th scope="col" className="number">
                {reading.done}
              </th>
              <th scope="col" className="number">
                {reading.target}
              </th>
              <th scope="col">{reading.standing}</th>
            </tr>
          </thead>
          <tbody>
            {plan.duties.map((duty) => (
              <tr key={duty.key}>
                <th scope="row" lang="zh-CN">
                  {duty.what}
                </th>
                <td>{duty.dueOn}</td>
                <td className="number">{duty.done ?? <Chinese>{duty.reason ?? "—"}</Chinese>}</td>
                <td className="number">{duty.target}</td>
                <td>
                  {duty.met && <span className="chip met">{reading.met}</span>}
                  {duty.overdue && <span className="chip expired">{parts.overdue}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
