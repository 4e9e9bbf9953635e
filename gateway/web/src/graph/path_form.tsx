import { useId, useState, type FormEvent, type ReactNode } from "react";
import { ask } from "../api/asking.ts";
import { useTexts } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import { codeOfKey, keyOfCode } from "../subject/key.ts";
import type { Asked } from "./asked.ts";
import document from "./named.graphql?raw";

const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8];

interface Named {
  readonly searchSubjects: { readonly totalCount: number; readonly nodes: readonly { readonly key: string; readonly displayName: string }[] };
}

/** How two subjects hang together, or what is around one: names or codes, and how long a path may be. */
export function PathForm({ asked }: { readonly asked: Asked }): ReactNode {
  const { graph } = useTexts();
  const [from, to, length, hint] = [useId(), useId(), useId(), useId()];
  const [one, setOne] = useState(asked.from === null ? "" : codeOfKey(asked.from));
  const [other, setOther] = useState(asked.to === null ? "" : codeOfKey(asked.to));
  const [longest, setLongest] = useState(asked.maxLength);
  const [wrong, setWrong] = useState<string | null>(null);

  const find = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWrong(null);
    const texts = [one, other].map((text) => text.trim()).filter(Boolean);
    const keys = await Promise.all(texts.map(keyOf));
    const missing = keys.findIndex((key) => key === null);
    const [start = null, end = null] = keys;
    if (missing >= 0) setWrong(graph.notOne(texts[missing] ?? ""));
    else if (start === null) setWrong(graph.nobody);
    else if (end === null) go(changed({ of: start, from: null, to: null }));
    else go(changed({ from: start, to: end, length: String(longest) }));
  };
  return (
    <form className="panel fields" aria-label={graph.find} onSubmit={(event) => void find(event)}>
      <div className="field wide">
        <label htmlFor={from}>{graph.from}</label>
        <input id={from} value={one} autoComplete="off" aria-describedby={hint} onChange={(event) => setOne(event.target.value)} />
      </div>
      <div className="field wide">
        <label htmlFor={to}>{graph.to}</label>
        <input id={to} value={other} autoComplete="off" aria-describedby={hint} onChange={(event) => setOther(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={length}>{graph.longest}</label>
        <select id={length} value={longest} onChange={(event) => setLongest(Number(event.target.value))}>
          {LENGTHS.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">{graph.look}</button>
      <p id={hint} className={wrong === null ? "hint" : "refused"} role={wrong === null ? undefined : "alert"}>
        {wrong ?? graph.hint}
      </p>
    </form>
  );
}

/** The one subject that a text means: by code or key, or by a name that is only its own; null where there is no one. */
async function keyOf(text: string): Promise<string | null> {
  const key = keyOfCode(text);
  if (key !== null) return key;
  const outcome = await ask<Named>(document, { text }, new AbortController().signal);
  if (outcome.kind !== "answered") return null;
  const { totalCount, nodes } = outcome.data.searchSubjects;
  const [first, second] = nodes;
  const only = totalCount === 1 || (first?.displayName === text && second?.displayName !== text);
  return only && first !== undefined ? first.key : null;
}
