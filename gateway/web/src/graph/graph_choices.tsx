import { useId, type ReactNode } from "react";
import { useTexts, word } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import { GRADES } from "../question/grade_mark.tsx";
import { LAYOUTS, LIMITS, RELATIONS, type Asked } from "./asked.ts";
import { lookOf } from "./look.ts";

/** Which relations are followed, how many neighbours are drawn, how they are laid out; and what the shapes mean. */
export function GraphChoices({ asked }: { readonly asked: Asked }): ReactNode {
  const { graph, parts } = useTexts();
  const [layout, limit] = [useId(), useId()];
  const tick = (relation: string, on: boolean): void =>
    go(changed({ relation: on ? [...asked.relations, relation] : asked.relations.filter((each) => each !== relation) }));
  return (
    <form className="panel fields" aria-label={graph.choices} onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>{graph.relations}</legend>
        <div className="ticks">
          {RELATIONS.map((relation) => (
            <label key={relation}>
              <input
                type="checkbox"
                checked={asked.relations.includes(relation)}
                onChange={(event) => tick(relation, event.target.checked)}
              />
              {word(parts.outgoing, relation)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor={layout}>{graph.layout}</label>
        <select id={layout} value={asked.layout} onChange={(event) => go(changed({ layout: event.target.value }))}>
          {LAYOUTS.map((each) => (
            <option key={each} value={each}>
              {word(graph.layouts, each)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={limit}>{graph.limit}</label>
        <select id={limit} value={asked.limit} onChange={(event) => go(changed({ limit: event.target.value }))}>
          {LIMITS.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </div>
      <p className="legend">
        <span>{graph.legend}</span>
        {[...GRADES, null].map((grade) => (
          <span key={grade}>
            <ShapeMark grade={grade} /> {grade ?? graph.ungraded}
          </span>
        ))}
      </p>
    </form>
  );
}

const FORMS = {
  ellipse: <circle cx="8" cy="8" r="7" />,
  rectangle: <rect x="1" y="1" width="14" height="14" />,
  diamond: <path d="M8 0L16 8L8 16L0 8z" />,
  triangle: <path d="M8 1L15 15L1 15z" />,
} as const;

/** A grade as it looks on the canvas. */
export function ShapeMark({ grade }: { readonly grade: (typeof GRADES)[number] | null }): ReactNode {
  const { colour, shape } = lookOf(grade);
  return (
    <svg className="shape" viewBox="0 0 16 16" fill={colour} aria-hidden="true">
      {FORMS[shape]}
    </svg>
  );
}
