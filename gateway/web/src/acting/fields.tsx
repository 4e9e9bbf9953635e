import { useId, type ReactNode } from "react";
import { useWrong, WrongHere } from "./wrong.tsx";

interface Written {
  /** What the field is called in the input: a refusal that names it is shown here. */
  readonly name?: string;
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly hint?: string;
  readonly required?: boolean;
  readonly type?: "text" | "date" | "datetime-local" | "number";
  readonly most?: number;
}

/** A line of a form. */
export function Line({ name, label, value, set, hint, required = true, type = "text", most = 200 }: Written): ReactNode {
  const [input, told, bad] = [useId(), useId(), useId()];
  const wrong = useWrong(name);
  return (
    <div className="field">
      <label htmlFor={input}>{label}</label>
      <input
        id={input}
        type={type}
        step={type === "number" ? "any" : undefined}
        required={required}
        maxLength={most}
        value={value}
        aria-invalid={wrong !== null}
        aria-describedby={[hint === undefined ? null : told, wrong === null ? null : bad].filter(Boolean).join(" ") || undefined}
        onChange={(event) => set(event.target.value)}
      />
      <WrongHere id={bad} message={wrong} />
      {hint !== undefined && (
        <p id={told} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A text of several lines, as long as reasons may be. */
export function Paragraph({ name, label, value, set, required = true }: Omit<Written, "hint" | "type" | "most">): ReactNode {
  const [area, bad] = [useId(), useId()];
  const wrong = useWrong(name);
  return (
    <div className="field">
      <label htmlFor={area}>{label}</label>
      <textarea
        id={area}
        required={required}
        maxLength={1000}
        rows={3}
        value={value}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : bad}
        onChange={(event) => set(event.target.value)}
      />
      <WrongHere id={bad} message={wrong} />
    </div>
  );
}

interface Offered {
  readonly name?: string;
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  /** Value and name; a name is Chinese unless `translated`. */
  readonly values: readonly (readonly [string, string])[];
  readonly translated?: boolean;
}

export function Choice({ name: field, label, value, set, values, translated = false }: Offered): ReactNode {
  const [select, bad] = [useId(), useId()];
  const wrong = useWrong(field);
  return (
    <div className="field">
      <label htmlFor={select}>{label}</label>
      <select
        id={select}
        value={value}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : bad}
        onChange={(event) => set(event.target.value)}
      >
        {values.map(([each, name]) => (
          <option key={each} value={each} lang={translated ? undefined : "zh-CN"}>
            {name}
          </option>
        ))}
      </select>
      <WrongHere id={bad} message={wrong} />
    </div>
  );
}

interface Ticked {
  readonly label: string;
  readonly value: boolean;
  readonly set: (value: boolean) => void;
}

/** Something that is so or not. */
export function Tick({ label, value, set }: Ticked): ReactNode {
  return (
    <div className="ticks">
      <label>
        <input type="checkbox" checked={value} onChange={(event) => set(event.target.checked)} />
        {label}
      </label>
    </div>
  );
}

/** One of a few, all to be seen. */
export function Radios({ label, value, set, values }: Offered): ReactNode {
  const group = useId();
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="ticks">
        {values.map(([each, name]) => (
          <label key={each}>
            <input type="radio" name={group} checked={value === each} onChange={() => set(each)} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
