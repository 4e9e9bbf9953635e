import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { addressOf, go } from "../navigation/address.ts";
import { keyOfCode, subjectParts } from "../subject/key.ts";

/** Whom to look for: a whole code or key leads to the subject, anything else to the search. */
export function SearchBox({ text = "", keep = {} }: { readonly text?: string; readonly keep?: Readonly<Record<string, readonly string[]>> }): ReactNode {
  const { search } = useTexts();
  const [input, hint] = [useId(), useId()];
  const [written, setWritten] = useState(text);

  const look = (event: FormEvent): void => {
    event.preventDefault();
    const key = keyOfCode(written);
    go(key === null ? addressOf(["search"], { ...keep, q: written.trim() }) : addressOf(subjectParts(key)));
  };
  return (
    <form className="search-box" role="search" onSubmit={look}>
      <label htmlFor={input}>{search.label}</label>
      <div className="entry">
        <input
          id={input}
          type="search"
          value={written}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={hint}
          onChange={(event) => setWritten(event.target.value)}
        />
        <button type="submit">{search.look}</button>
      </div>
      <p id={hint} className="hint">
        {search.hint}
      </p>
    </form>
  );
}
