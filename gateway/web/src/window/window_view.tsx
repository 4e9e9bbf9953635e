import { useState, type FormEvent, type ReactNode } from "react";
import { Choice, Line } from "../acting/fields.tsx";
import { GradesAnswer } from "../grades/grades_question.tsx";
import type { GradeView } from "../grades/grade_view.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { MeasuresAnswer } from "../measures/measures_question.tsx";
import type { Resolution } from "../measures/resolution.ts";
import type { Objection } from "../objections/objection.ts";
import { ObjectionEntry } from "../objections/objection_entry.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { SubjectName, type NamedSubject } from "../question/subject_name.tsx";
import { keyOfCode } from "../subject/key.ts";
import { View } from "../view/view.tsx";
import document from "./on_behalf.graphql?raw";

interface Behalf extends NamedSubject {
  readonly gradeView: GradeView;
  readonly measures: Resolution;
  readonly objections: readonly Objection[];
  readonly archive: { readonly totalCount: number; readonly nodes: readonly { readonly kind: string; readonly day: string; readonly what: string }[] };
}

interface Shown {
  readonly subject: string;
  readonly proof: string;
  /** Each time that somebody comes is a look of its own. */
  readonly round: number;
}

/** The clerk of a service window asks on behalf of who came with a proof; whom they ask about stands in no address. */
export function WindowView(): ReactNode {
  const { views, service, subject: words } = useTexts();
  const [shown, show] = useState<Shown | null>(null);
  return (
    <View heading={views.window} title={views.window} lead={service.lead}>
      <ProofForm ask={(subject, proof) => show({ subject, proof, round: (shown?.round ?? 0) + 1 })} end={() => show(null)} />
      {shown !== null && (
        <QuestionSection<{ readonly onBehalf: Behalf | null }>
          key={shown.round}
          id="behalf"
          heading={service.sees}
          document={document}
          variables={{ subject: shown.subject, proof: shown.proof }}
        >
          {({ onBehalf }) => (onBehalf === null ? <p className="empty">{words.unknown}</p> : <Sees behalf={onBehalf} />)}
        </QuestionSection>
      )}
    </View>
  );
}

interface Asking {
  readonly ask: (subject: string, proof: string) => void;
  readonly end: () => void;
}

function ProofForm({ ask, end }: Asking): ReactNode {
  const { service, parts, subject: words } = useTexts();
  const [code, setCode] = useState("");
  const [proof, setProof] = useState("BUSINESS_LICENCE");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const key = keyOfCode(code);
    setWrong(key === null);
    if (key !== null) ask(key, proof);
  };
  const next = (): void => {
    setCode("");
    setWrong(false);
    end();
  };
  return (
    <form className="panel fields" onSubmit={submit}>
      <Choice label={service.proof} value={proof} set={setProof} values={Object.entries(parts.proofs)} translated />
      <Line label={service.code} value={code} set={setCode} hint={service.hint} />
      <p className="fields">
        <button type="submit">{service.ask}</button>
        <button type="button" className="plain" onClick={next}>
          {service.next}
        </button>
      </p>
      {wrong && <p role="alert">{words.usccInvalid}</p>}
    </form>
  );
}

function Sees({ behalf }: { readonly behalf: Behalf }): ReactNode {
  const { parts, service, objections } = useTexts();
  return (
    <>
      <SubjectName subject={behalf} />
      <p className="no-print">
        <button type="button" className="link" onClick={() => print()}>
          {parts.print}
        </button>
      </p>
      <h3>{parts.grades}</h3>
      <GradesAnswer data={{ subjectsByKeys: [behalf] }} named={false} />
      <h3>{parts.measures}</h3>
      <MeasuresAnswer data={{ subjectsByKeys: [behalf] }} named={false} />
      <h3>{objections.list}</h3>
      <p>{objections.count(behalf.objections.length)}</p>
      <ol className="entries">
        {behalf.objections.map((each) => (
          <ObjectionEntry key={each.id} objection={each} named={false} again={() => undefined} />
        ))}
      </ol>
      <h3>{parts.archive}</h3>
      <p>{parts.entries(behalf.archive.totalCount)}</p>
      <ol className="entries">
        {behalf.archive.nodes.map(({ kind, day, what }, index) => (
          <li key={index}>
            <time dateTime={day}>{day}</time>
            <p>
              <span className="chip">{word(parts.archiveKinds, kind)}</span> <Chinese>{what}</Chinese>
            </p>
          </li>
        ))}
      </ol>
      <p className="hint">{service.recorded}</p>
    </>
  );
}
