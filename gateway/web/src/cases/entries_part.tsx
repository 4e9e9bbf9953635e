import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Line, Paragraph } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { entryList } from "../export/lists_of_work.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";
import add from "./add.graphql?raw";
import document from "./case.graphql?raw";
import type { WholeCase } from "./case.ts";
import "./cases.css";

const NOTE = "NOTE";

interface Shown {
  readonly one: WholeCase;
  readonly again: () => void;
}

/** What is kept in a case: searches and canvases to go back to, notes to read; another note is written here. */
export function EntriesPart({ one, again }: Shown): ReactNode {
  const texts = useTexts();
  const { cases } = texts;
  return (
    <section className="question part" id="entries" aria-labelledby="entries-heading">
      <header>
        <h2 id="entries-heading">{cases.entries}</h2>
      </header>
      {one.entries.length === 0 && <p className="empty">{cases.noEntries}</p>}
      <ol className="entries">
        {one.entries.map(({ number, kind, name, content, addedAt }) => (
          <li key={number}>
            <time dateTime={addedAt}>{cityDay(addedAt)}</time>
            <div>
              <p className="about">
                <span className="chip">{word(cases.kinds, kind)}</span>{" "}
                {kind === NOTE ? (
                  <strong>
                    <Chinese>{name}</Chinese>
                  </strong>
                ) : (
                  <Link to={content}>
                    <Chinese>{name}</Chinese>
                  </Link>
                )}
              </p>
              {kind === NOTE && (
                <p className="note">
                  <Chinese>{content}</Chinese>
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
      {one.entries.length > 0 && <ExportMenu document={document} variables={{ id: one.id }} list={entryList(texts)} />}
      {one.closedAt === null && <Writing one={one} again={again} />}
    </section>
  );
}

function Writing({ one, again }: Shown): ReactNode {
  const { cases } = useTexts();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const act = useAct(add, again);
  const send = async (): Promise<void> => {
    if (await act.send({ case: one.id, version: one.version, kind: NOTE, name: name.trim(), content: text })) {
      setName("");
      setText("");
    }
  };
  return (
    <details className="act">
      <summary>{cases.write}</summary>
      <ActForm act={act} again={again} send={() => void send()}>
        <Line label={cases.name} value={name} set={setName} most={100} />
        <Paragraph label={cases.note} value={text} set={setText} />
      </ActForm>
    </details>
  );
}
