import { useState, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { ListPager, type PageInfo } from "../acting/list_pager.tsx";
import { modelList } from "../export/lists_of_work.ts";
import { useMe } from "../identity/me.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { GradeMark, type Grade } from "../question/grade_mark.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { Drafting, ModelActs } from "./model_acts.tsx";
import document from "./models.graphql?raw";
import { PLANNING } from "./plan_acts.tsx";

interface Model {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly revision: number;
  readonly department: { readonly key: string } | null;
  readonly inEffect: boolean;
  readonly effectiveOn: string;
  readonly periodMonths: number;
  readonly item: { readonly name: string } | null;
  readonly document: { readonly title: string; readonly number: string | null };
  readonly indicators: readonly { readonly key: string; readonly name: string; readonly definition: string; readonly weight: number }[];
  readonly limits: readonly { readonly veto: boolean; readonly best: Grade; readonly because: string }[];
  readonly thresholds: readonly { readonly grade: Grade; readonly least: number }[];
}

interface Data {
  readonly evaluationModels: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Model[] };
}

/** Evaluation models (评价模型): what a grade is made of. */
export function ModelsView(): ReactNode {
  const texts = useTexts();
  const { views, reading } = texts;
  const { parameters } = useAddress();
  const role = useIdentity()?.role ?? "";
  const own = useMe()?.department?.key;
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  const mayAct = (model: Model): boolean => PLANNING.includes(role) && (own === undefined || own === model.department?.key);
  return (
    <View heading={views.models} title={views.models} lead={reading.modelsLead}>
      {PLANNING.includes(role) && <Drafting again={again} />}
      <QuestionSection<Data>
        id="models"
        list={modelList(texts)}
        heading={views.models}
        document={document}
        variables={{ after: parameters.get("after") }}
        round={round}
      >
        {({ evaluationModels: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{reading.models(totalCount)}</p>
            <ul className="entries">
              {nodes.map((model) => (
                <Entry key={model.id} model={model}>
                  {mayAct(model) && <ModelActs model={model} again={again} />}
                </Entry>
              ))}
            </ul>
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}

function Entry({ model, children }: { readonly model: Model; readonly children: ReactNode }): ReactNode {
  const { reading, measures } = useTexts();
  return (
    <li>
      <time dateTime={model.effectiveOn}>{model.effectiveOn}</time>
      <div>
        <p className="about">
          <strong>
            <Chinese>{model.name}</Chinese>
          </strong>{" "}
          {model.version} <span className="chip">{word(reading.modelStates, model.state)}</span>{" "}
          {model.inEffect && <span className="chip met">{reading.inEffect}</span>}
        </p>
        <p>
          {model.item === null ? measures.composite : <Chinese>{model.item.name}</Chinese>} · {reading.period(model.periodMonths)} ·{" "}
          <Chinese>{[model.document.title, model.document.number].filter(Boolean).join(" ")}</Chinese>
        </p>
        <p>
          {model.thresholds.map(({ grade, least }) => (
            <span key={grade}>
              <GradeMark grade={grade} /> ≥ {least}{" "}
            </span>
          ))}
        </p>
        <details>
          <summary>{reading.indicators(model.indicators.length)}</summary>
          <ul>
            {model.indicators.map(({ key, name, definition, weight }) => (
              <li key={key}>
                <Chinese>{name}</Chinese> {reading.weight(weight)}{" "}
                <small>
                  <Chinese>{definition}</Chinese>
                </small>
              </li>
            ))}
            {model.limits.map(({ best, because, veto }) => (
              <li key={because}>
                <span className="chip reason">{veto ? reading.veto : reading.limit}</span> <GradeMark grade={best} />{" "}
                <Chinese>{because}</Chinese>
              </li>
            ))}
          </ul>
        </details>
        {children}
      </div>
    </li>
  );
}
