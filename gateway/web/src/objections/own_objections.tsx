import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Choice, Paragraph } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useIdentity } from "../api/about.ts";
import { useAnswer } from "../api/use_answer.ts";
import { objectionList } from "../export/lists.ts";
import { useTexts } from "../language/language.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import type { About } from "../subject/told.ts";
import type { ObjectionsData } from "./objection.ts";
import { ObjectionEntry } from "./objection_entry.tsx";
import document from "./objections.graphql?raw";
import grades from "./own_grades.graphql?raw";
import raising from "./raise.graphql?raw";

const SEEING: readonly string[] = ["subject", "officer", "coordinator"];
const ITSELF = "subject";

/** On a subject's page: its objections; the subject itself raises one here. */
export function OwnObjections({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { objections: words } = texts;
  const role = useIdentity()?.role ?? "";
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  if (!SEEING.includes(role)) return null;
  return (
    <QuestionSection<ObjectionsData>
      id="objections"
      list={objectionList(texts)}
      heading={words.list}
      lead={role === ITSELF ? words.ownLead : words.lead}
      document={document}
      variables={{ filter: { subject }, after: null }}
      round={round}
    >
      {({ objections: { nodes, totalCount } }) => (
        <>
          <p role="status">{words.count(totalCount)}</p>
          <ol className="entries">
            {nodes.map((each) => (
              <ObjectionEntry key={each.id} objection={each} named={false} again={again} />
            ))}
          </ol>
          {role === ITSELF && <Raising subject={subject} again={again} />}
        </>
      )}
    </QuestionSection>
  );
}

interface Record {
  readonly id: string;
  readonly grade: string;
  readonly item?: { readonly name: string } | null;
  readonly department?: { readonly name: string } | null;
}

type Graded = About<{ readonly gradeView: { readonly composite: Record | null; readonly grades: readonly Record[] } }>;

function Raising({ subject, again }: { readonly subject: string; readonly again: () => void }): ReactNode {
  const { objections, measures } = useTexts();
  const { outcome } = useAnswer<Graded>(grades, { subject });
  const view = outcome?.kind === "answered" ? outcome.data.subjectsByKeys[0]?.gradeView : null;
  const records = view ? [...view.grades, ...(view.composite === null ? [] : [view.composite])] : [];
  const [chosen, choose] = useState("");
  const [reason, setReason] = useState("");
  const act = useAct(raising, again);
  if (records.length === 0) return null;
  const record = chosen || (records[0]?.id ?? "");
  const send = async (): Promise<void> => {
    if (await act.send({ record, reason: reason.trim() })) setReason("");
  };
  return (
    <details className="act">
      <summary>{objections.raise}</summary>
      <ActForm act={act} again={again} send={() => void send()}>
        <Choice
          label={objections.record}
          value={record}
          set={choose}
          values={records.map(({ id, grade, item, department }) => [
            id,
            [grade, item?.name ?? measures.composite, department?.name].filter(Boolean).join(" · "),
          ])}
        />
        <Paragraph label={objections.because} value={reason} set={setReason} />
      </ActForm>
    </details>
  );
}
