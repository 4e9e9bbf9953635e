import type { ReactNode } from "react";
import { useLanguage } from "../language/language.tsx";
import { useTold } from "./told.ts";
import { WORDS } from "./words.ts";

/** Under the answer: what the operation cost, and its plan where several systems may be asked. */
export function ToldPart(): ReactNode {
  const words = WORDS[useLanguage().language];
  const told = useTold();
  return (
    <section className="told" aria-live="polite">
      {!told?.cost && <p>{words.run}</p>}
      {told?.cost && (
        <p>
          {words.cost}：{words.estimated} <b>{told.cost.estimated}</b> · {words.actual} <b>{told.cost.actual}</b> · {words.limit}{" "}
          {told.cost.limit ?? words.unlimited}
        </p>
      )}
      {told?.plan && (
        <details>
          <summary>{words.plan}</summary>
          <pre tabIndex={0}>{told.plan}</pre>
        </details>
      )}
    </section>
  );
}
