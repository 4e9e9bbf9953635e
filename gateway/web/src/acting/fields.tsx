import { useId, type ReactNode } from "react";

interface Written {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly hint?: string;
  readonly required?: boolean;
  readonly type?: "text" | "date" | "datetime-local";
  readonly most?: number;
}

/** A line of a form. */
export function Line({ label, value, set, hint, required = true, type = "text", most = 200 }: Written): ReactNode {
  const [input, told] = [useId(), useId()];
  return (
    <div className="field">
      <label htmlFor={input}>{label}</label>
      <input
        id={input}
        type={type}
        required={required}
        maxLength={most}
        value={value}
        aria-describedby={hint === undefined ? undefined : told}
        onChange={(event) => set(event.target.value)}
      />
      {hint !== undefined && (
        <p id={told} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A text of several lines, as long as reasons may be. */
export function Paragraph({ label, value, set }: Pick<Written, "label" | "value" | "set">): ReactNode {
  const area = useId();
  return (
    <div className="field">
      <label htmlFor={area}>{label}</label>
      <textarea id={area} required maxLength={1000} rows={3} value={value} onChange={(event) => set(event.target.value)} />
    </div>
  );
}

interface Offered {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  /** Value and name; a name is Chinese unless `translated`. */
  readonly values: readonly (readonly [string, string])[];
  readonly translated?: boolean;
}

export function Choice({ label, value, set, values, translated = false }: Offered): ReactNode {
  const select = useId();
  return (
    <div className="field">
      <label htmlFor={select}>{label}</label>
      <select id={select} value={value} onChange={(event) => set(event.target.value)}>
        {values.map(([each, name]) => (
          <option key={each} value={each} lang={translated ? undefined : "zh-CN"}>
            {name}
          </option>
        ))}
      </select>
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
