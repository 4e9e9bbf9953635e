import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useState, type ReactNode } from "react";
import { useLanguage } from "../language/language.tsx";
import { READY_MADE, type ReadyMade } from "./operations.ts";
import { type Persona, WORDS } from "./words.ts";

function Operations(): ReactNode {
  const { language, speak } = useLanguage();
  const open = useOpening();
  const words = WORDS[language];
  return (
    <section className="ready-made" aria-label={words.title}>
      <header>
        <h2>{words.title}</h2>
        <button type="button" onClick={() => speak(language === "zh" ? "en" : "zh")}>
          {words.other}
        </button>
      </header>
      <p>{words.intro}</p>
      {(Object.keys(words.personas) as Persona[]).map((persona) => (
        <section key={persona} aria-labelledby={`persona-${persona}`}>
          <h3 id={`persona-${persona}`}>{words.personas[persona]}</h3>
          <ul>
            {READY_MADE.filter((each) => each.persona === persona).map((each) => (
              <li key={each.name}>
                <button type="button" onClick={() => open(each)}>
                  {each.says[language]}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** Opens an operation in a tab of its own: what somebody wrote stays where it is. */
function useOpening(): (chosen: ReadyMade) => void {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const tab = useGraphiQL((state) => state.activeTabIndex);
  const [chosen, choose] = useState<ReadyMade | null>(null);
  const [opened, setOpened] = useState<ReadyMade | null>(null);

  // What is chosen before the editor has loaded waits for it.
  useEffect(() => {
    if (chosen === null || queryEditor === undefined) return;
    if (queryEditor.getValue().trim()) addTab();
    setOpened(chosen);
    choose(null);
  }, [chosen, queryEditor, addTab]);

  // The new tab takes the editor's text over first, and only then has room for another.
  useEffect(() => {
    if (opened === null) return;
    queryEditor?.setValue(opened.document);
    queryEditor?.focus();
    setOpened(null);
  }, [opened, tab, queryEditor]);

  return choose;
}

function Icon(): ReactNode {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5h16M4 12h16M4 19h10" />
      <path d="m17 16 4 3-4 3z" fill="currentColor" />
    </svg>
  );
}

export const OPERATIONS: GraphiQLPlugin = {
  title: "现成的操作 / Ready-made operations",
  icon: Icon,
  content: Operations,
};
