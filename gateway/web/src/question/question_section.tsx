import { useId, type ReactNode } from "react";
import { playgroundAddress, type Variables } from "../api/asking.ts";
import { useAnswer } from "../api/use_answer.ts";
import type { Watched } from "../api/use_outcome.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { isEmpty, type ExportedList } from "../export/sending.ts";
import { useTexts } from "../language/language.tsx";
import { Problems } from "./problems.tsx";

interface Question<Data> {
  readonly id: string;
  /** Which of the ready-made questions it is; a section of another view has none. */
  readonly number?: number;
  readonly heading: string;
  readonly lead?: string;
  readonly document: string;
  readonly variables: Variables;
  /** Asks again when it changes: something was written. */
  readonly round?: number;
  /** What of the answer can be exported whole. */
  readonly list?: ExportedList | undefined;
  /** And where it has several lists. */
  readonly lists?: readonly ExportedList[];
  readonly children: (data: Data) => ReactNode;
}

/** A ready-made question: asks its operation, shows the answer through `children`, and the operation behind it. */
export function QuestionSection<Data>(question: Question<Data>): ReactNode {
  const watched = useAnswer<Data>(question.document, question.variables, question.round);
  return (
    <QuestionFrame {...question}>
      <div className="answer" aria-busy={watched.busy}>
        <Answer watched={watched}>{question.children}</Answer>
      </div>
      {watched.outcome?.kind === "answered" && <Menus {...question} data={watched.outcome.data} />}
      <Behind document={question.document} variables={question.variables} />
    </QuestionFrame>
  );
}

interface Listed extends Pick<Question<unknown>, "document" | "variables" | "list" | "lists"> {
  readonly data: unknown;
}

/** A menu for each list that has something in it. */
function Menus({ document, variables, list, lists = [], data }: Listed): ReactNode {
  const all = list === undefined ? lists : [list, ...lists];
  const there = all.filter((each) => !isEmpty(data, each));
  return there.map((each) => (
    <ExportMenu
      key={`${each.name} ${JSON.stringify(variables)}`}
      document={document}
      variables={variables}
      list={each}
      named={all.length > 1}
    />
  ));
}

/** The place of a question that cannot be asked before a subject is chosen. */
export function WaitingQuestion(question: Frame): ReactNode {
  const { subject } = useTexts();
  return (
    <QuestionFrame {...question}>
      <p className="empty">{subject.choose}</p>
    </QuestionFrame>
  );
}

type Frame = Pick<Question<unknown>, "id" | "number" | "heading" | "lead">;

function QuestionFrame({ id, number, heading, lead, children }: Frame & { readonly children: ReactNode }): ReactNode {
  const { question } = useTexts();
  const title = useId();
  return (
    <section className={number === undefined ? "question part" : "question"} id={id} aria-labelledby={title}>
      <header>
        {number !== undefined && <p className="number">{question.numbers[number - 1]}</p>}
        <h2 id={title}>{heading}</h2>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </header>
      {children}
    </section>
  );
}

/** An answer as far as it has come: through `children`, or what is in its way. */
export function Answer<Data>({ watched, children }: { readonly watched: Watched<Data>; readonly children: (data: Data) => ReactNode }): ReactNode {
  const { question } = useTexts();
  const { outcome, busy } = watched;
  if (outcome === null) return <p role="status">{question.loading}</p>;
  if (outcome.kind === "starting") return <p role="status">{question.starting}</p>;
  if (outcome.kind === "failed") return <Problems heading={question.failed} problems={outcome.problems} />;
  return (
    <>
      {outcome.problems.length > 0 && <Problems heading={question.partial} problems={outcome.problems} />}
      {busy && (
        <p role="status" className="visually-hidden">
          {question.loading}
        </p>
      )}
      {children(outcome.data)}
    </>
  );
}

function Behind({ document, variables }: { readonly document: string; readonly variables: Variables }): ReactNode {
  const { question } = useTexts();
  const hasVariables = Object.keys(variables).length > 0;
  return (
    <footer className="behind">
      <details>
        <summary>{question.behind}</summary>
        <p>{question.operation}</p>
        <pre tabIndex={0}>{document.trim()}</pre>
        {hasVariables && (
          <>
            <p>{question.variables}</p>
            <pre tabIndex={0}>{JSON.stringify(variables, null, 2)}</pre>
          </>
        )}
      </details>
      <a className="open" href={playgroundAddress(document, variables)}>
        {question.open}
      </a>
    </footer>
  );
}
