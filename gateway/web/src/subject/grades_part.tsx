import type { ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { gradeList } from "../export/lists_of_subject.ts";
import grades from "../grades/grades.graphql?raw";
import { GradesAnswer } from "../grades/grades_question.tsx";
import type { GradesData, GradeView } from "../grades/grade_view.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import type { Asked } from "./told.ts";
import ownGrades from "./own_grades.graphql?raw";

/** Who may see that departments disagree; to others the grades are answered without it. */
const DEPARTMENTS: readonly string[] = ["officer", "investigator", "coordinator"];

/** Departments × items on a day, the composite apart, and where it comes from. */
export function GradesPart({ subject, then }: Asked): ReactNode {
  const texts = useTexts();
  const { parts, grades: words } = texts;
  const identity = useIdentity();
  if (identity === null) return null;
  const document = DEPARTMENTS.includes(identity.role) ? grades : ownGrades;
  return (
    <QuestionSection<GradesData>
      id="grades"
      list={gradeList(texts)}
      heading={parts.grades}
      lead={words.lead}
      document={document}
      variables={{ subject, ...then }}
    >
      {(data) => (
        <>
          <GradesAnswer data={data} named={false} />
          {data.subjectsByKeys[0] && <Sources view={data.subjectsByKeys[0].gradeView} />}
        </>
      )}
    </QuestionSection>
  );
}

function Sources({ view }: { readonly view: GradeView }): ReactNode {
  const { parts } = useTexts();
  if (!view.sources?.length) return null;
  return (
    <details className="sources">
      <summary>{parts.sources(view.sources.length)}</summary>
      <ul>
        {view.sources.map(({ system, mode, asOf }) => (
          <li key={`${system?.name} ${mode}`}>
            {system === null ? parts.files : <Chinese>{system.name}</Chinese>} · {word(parts.modes, mode)} · {cityDay(asOf)}
          </li>
        ))}
      </ul>
    </details>
  );
}
