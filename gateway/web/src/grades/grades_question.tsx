import type { ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { QuestionSection, WaitingQuestion } from "../question/question_section.tsx";
import { SubjectName } from "../question/subject_name.tsx";
import { gradeList } from "../export/lists_of_subject.ts";
import type { GradesData, GradeView } from "./grade_view.ts";
import document from "./grades.graphql?raw";
import { GradesTable } from "./grades_table.tsx";

/** Who graded this subject what. */
export function GradesQuestion({ id, subject }: { readonly id: string; readonly subject: string | null }): ReactNode {
  const texts = useTexts();
  const { grades } = texts;
  const frame = { id, number: 1, heading: grades.heading, lead: grades.lead };
  if (subject === null) return <WaitingQuestion {...frame} />;
  return (
    <QuestionSection<GradesData> {...frame} list={gradeList(texts)} document={document} variables={{ subject }}>
      {(data) => <GradesAnswer data={data} />}
    </QuestionSection>
  );
}

/** The grades of the answer's one subject; `named` where nothing around it says whose they are. */
export function GradesAnswer({ data, named = true }: { readonly data: GradesData; readonly named?: boolean }): ReactNode {
  const { grades, subject: words } = useTexts();
  const subject = data.subjectsByKeys[0];
  if (!subject) return <p className="empty">{words.unknown}</p>;
  const { gradeView: view } = subject;
  const records = view.byDepartment.flatMap((each) => each.grades);
  return (
    <>
      {named && <SubjectName subject={subject} />}
      <Summary view={view} />
      <p role="status">{records.length > 0 ? grades.shown(records.length, view.byDepartment.length) : grades.none}</p>
      {records.length > 0 && <GradesTable view={view} />}
    </>
  );
}

function Summary({ view }: { readonly view: GradeView }): ReactNode {
  const { grades } = useTexts();
  return (
    <dl className="grade-summary">
      <div>
        <dt>{grades.composite}</dt>
        <dd>
          {view.composite === null ? (
            grades.noComposite
          ) : (
            <>
              <GradeMark grade={view.composite.grade} />
              <small>{view.composite.evaluatedOn}</small>
            </>
          )}
        </dd>
      </div>
      {view.highest !== null && (
        <div>
          <dt>{grades.highest}</dt>
          <dd>
            <GradeMark grade={view.highest} />
          </dd>
        </div>
      )}
      {view.lowest !== null && (
        <div>
          <dt>{grades.lowest}</dt>
          <dd>
            <GradeMark grade={view.lowest} />
          </dd>
        </div>
      )}
      <div>
        <dt>{grades.spread}</dt>
        <dd>{grades.levels(view.spread)}</dd>
      </div>
    </dl>
  );
}
