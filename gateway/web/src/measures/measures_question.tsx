import { useId, type ReactNode } from "react";
import { measureLists } from "../export/lists_of_subject.ts";
import { useTexts } from "../language/language.tsx";
import { QuestionSection, WaitingQuestion } from "../question/question_section.tsx";
import { SubjectName } from "../question/subject_name.tsx";
import { AppliedEntry } from "./applied_entry.tsx";
import document from "./measures.graphql?raw";
import { byMeasure, type MeasuresData } from "./resolution.ts";
import { WithheldEntry } from "./withheld_entry.tsx";

/** Which measures a subject's grades bring, which are withheld, and why. */
export function MeasuresQuestion({ id, subject }: { readonly id: string; readonly subject: string | null }): ReactNode {
  const texts = useTexts();
  const { measures } = texts;
  const frame = { id, number: 2, heading: measures.heading, lead: measures.lead };
  if (subject === null) return <WaitingQuestion {...frame} />;
  return (
    <QuestionSection<MeasuresData> {...frame} lists={measureLists(texts)} document={document} variables={{ subject }}>
      {(data) => <MeasuresAnswer data={data} />}
    </QuestionSection>
  );
}

/** The measures of the answer's one subject; `named` where nothing around it says whose they are. */
export function MeasuresAnswer({ data, named = true }: { readonly data: MeasuresData; readonly named?: boolean }): ReactNode {
  const { measures, subject: words } = useTexts();
  const subject = data.subjectsByKeys[0];
  if (!subject) return <p className="empty">{words.unknown}</p>;
  const applied = byMeasure(subject.measures.applied);
  const withheld = byMeasure(subject.measures.withheld);
  return (
    <>
      {named && <SubjectName subject={subject} />}
      <p role="status">{measures.shown(applied.length, withheld.length)}</p>
      <div className="resolution">
        <Part heading={measures.applied} none={measures.noneApplied}>
          {applied.map((group) => (
            <AppliedEntry key={group.measure.key} group={group} />
          ))}
        </Part>
        <Part heading={measures.withheld} none={measures.noneWithheld}>
          {withheld.map((group) => (
            <WithheldEntry key={group.measure.key} group={group} />
          ))}
        </Part>
      </div>
    </>
  );
}

interface PartContent {
  readonly heading: string;
  readonly none: string;
  readonly children: readonly ReactNode[];
}

function Part({ heading, none, children }: PartContent): ReactNode {
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h3 id={title}>{heading}</h3>
      {children.length > 0 ? <ul className="measures">{children}</ul> : <p className="empty">{none}</p>}
    </section>
  );
}
