import type { ReactNode } from "react";
import { supervisionList } from "../export/lists_of_catalogue.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { GradeMark, type Grade } from "../question/grade_mark.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { DepartmentChoice } from "./department_choice.tsx";
import document from "./lists.graphql?raw";

interface List {
  readonly itemKey: string;
  readonly item: { readonly name: string } | null;
  readonly department: { readonly name: string } | null;
  readonly objects: string;
  readonly scale: { readonly name: string; readonly ours: boolean } | null;
  readonly model: { readonly id: string; readonly name: string } | null;
  readonly periodMonths: number | null;
  readonly grades: readonly { readonly grade: Grade; readonly measures: readonly { readonly key: string; readonly name: string }[] }[];
  readonly gaps: readonly string[];
}

/** Supervision lists (监管清单): how each item is graded, what follows from each grade, and what is still missing. */
export function ListsView(): ReactNode {
  const texts = useTexts();
  const { views, reading } = texts;
  const { parameters } = useAddress();
  const department = parameters.get("department");
  const incomplete = parameters.has("incomplete");
  return (
    <View heading={views.lists} title={views.lists} lead={reading.listsLead}>
      <DepartmentChoice department={department}>
        <div className="ticks">
          <label>
            <input
              type="checkbox"
              checked={incomplete}
              onChange={(event) => go(changed({ incomplete: event.target.checked ? "1" : null }))}
            />
            {reading.onlyIncomplete}
          </label>
        </div>
      </DepartmentChoice>
      <QuestionSection<{ readonly supervisionLists: readonly List[] }>
        id="lists"
        list={supervisionList(texts)}
        heading={views.lists}
        document={document}
        variables={{ department, incomplete }}
      >
        {({ supervisionLists: lists }) => (
          <>
            <p role="status">{reading.lists(lists.length)}</p>
            <ul className="entries">
              {lists.map((list) => (
                <Entry key={list.itemKey} list={list} />
              ))}
            </ul>
          </>
        )}
      </QuestionSection>
    </View>
  );
}

function Entry({ list }: { readonly list: List }): ReactNode {
  const { reading, measures } = useTexts();
  const standard = list.model?.name ?? list.scale?.name;
  return (
    <li>
      <span>{list.itemKey}</span>
      <div>
        <p className="about">
          <strong>{list.item === null ? measures.composite : <Chinese>{list.item.name}</Chinese>}</strong>{" "}
          <small>
            <Chinese>{list.department?.name}</Chinese>
          </small>
        </p>
        <p>
          {reading.objects} <Chinese>{list.objects}</Chinese>
        </p>
        <p>
          {reading.standard} {standard === undefined ? reading.none : <Chinese>{standard}</Chinese>} · {reading.period(list.periodMonths)}
        </p>
        <p>
          {list.gaps.map((gap) => (
            <span key={gap} className="chip reason">
              {word(reading.gaps, gap)}
            </span>
          ))}
        </p>
        <details>
          <summary>{reading.follows}</summary>
          <ul>
            {list.grades.map(({ grade, measures: brought }) => (
              <li key={grade}>
                <GradeMark grade={grade} /> <Chinese>{brought.map(({ name }) => name).join("、")}</Chinese>
              </li>
            ))}
          </ul>
        </details>
      </div>
    </li>
  );
}
