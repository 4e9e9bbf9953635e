import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { DemoSubject } from "../api/about.ts";
import { useLanguage, useTexts } from "../language/language.tsx";
import { codeOfKey, keyOfCode, PREFIX } from "../subject/key.ts";


interface Choice {
  readonly demoSubjects: readonly DemoSubject[];
  readonly chosen: string | null;
  readonly choose: (key: string) => void;
}

/** A demo subject by its story, or any subject by its code. */
export function SubjectChoice(choice: Choice): ReactNode {
  const { subject } = useTexts();
  const heading = useId();
  return (
    <section className="subject-choice" aria-labelledby={heading}>
      <h2 id={heading}>{subject.heading}</h2>
      <div className="choices">
        {choice.demoSubjects.length > 0 ? <DemoChoice {...choice} /> : <p>{subject.none}</p>}
        <CodeEntry key={choice.chosen} {...choice} />
      </div>
    </section>
  );
}

function DemoChoice({ demoSubjects, chosen, choose }: Choice): ReactNode {
  const { language, texts } = useLanguage();
  const [select, story] = [useId(), useId()];
  const told = demoSubjects.find((demo) => demo.key === chosen);
  return (
    <div className="choice">
      <label htmlFor={select}>{texts.subject.demo}</label>
      <select id={select} aria-describedby={story} value={told?.key ?? ""} onChange={(event) => choose(event.target.value)}>
        {told === undefined && (
          <option value="" disabled>
            {texts.subject.own}
          </option>
        )}
        {demoSubjects.map((demo) => (
          <option key={demo.key} value={demo.key} lang="zh-CN">
            {demo.name}
          </option>
        ))}
      </select>
      <p id={story} className="story">
        {told?.story[language]}
      </p>
    </div>
  );
}

function CodeEntry({ chosen, choose }: Choice): ReactNode {
  const { subject } = useTexts();
  const [input, hint] = [useId(), useId()];
  const [code, setCode] = useState(chosen?.startsWith(PREFIX) ? codeOfKey(chosen) : "");
  const [refused, setRefused] = useState(false);

  const look = (event: FormEvent): void => {
    event.preventDefault();
    const key = keyOfCode(code);
    setRefused(key === null);
    if (key !== null) choose(key);
  };
  return (
    <form className="choice" onSubmit={look} noValidate>
      <label htmlFor={input}>{subject.uscc}</label>
      <div className="entry">
        <input
          id={input}
          value={code}
          maxLength={24}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby={hint}
          aria-invalid={refused}
          onChange={(event) => setCode(event.target.value)}
        />
        <button type="submit">{subject.look}</button>
      </div>
      <p id={hint} className={refused ? "refused" : "hint"} role={refused ? "alert" : undefined}>
        {refused ? subject.usccInvalid : subject.usccHint}
      </p>
    </form>
  );
}
