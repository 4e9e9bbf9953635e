import { useId, type ReactNode } from "react";
import { useTexts, type Texts } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import type { Then } from "./told.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day that stands in the address; null where none does. */
export function dayIn(parameters: URLSearchParams, name: string): string | null {
  const day = parameters.get(name);
  return day !== null && DAY.test(day) ? day : null;
}

/** The last moment of a day in Chongqing: what came to be known on that day is known. */
export function endOfDay(day: string | null): string | null {
  return day && `${day}T23:59:59.999+08:00`;
}

/** In sentences, what is shown where it is not today by what is known now. */
export function toldOf({ then, thenKnown }: Texts["parts"], { asOf, knownAt }: Then): readonly string[] {
  return [...(asOf === null ? [] : [then(asOf)]), ...(knownAt === null ? [] : [thenKnown(knownAt)])];
}

/** The day asked about and until when what is shown was known; both stand in the address, so that another sees the same. */
export function TimeChoice({ then }: { readonly then: Then }): ReactNode {
  const { parts } = useTexts();
  const told = toldOf(parts, then);
  return (
    <form className="as-of fields" onSubmit={(event) => event.preventDefault()}>
      <Day name="asOf" label={parts.asOf} day={then.asOf} />
      <Day name="knownAt" label={parts.knownAt} day={then.knownAt} />
      {told.length > 0 && (
        <button type="button" className="link" onClick={() => go(changed({ asOf: null, knownAt: null, archive: null }))}>
          {parts.today}
        </button>
      )}
      {told.map((sentence) => (
        <p key={sentence} className="chip expired">
          {sentence}
        </p>
      ))}
    </form>
  );
}

interface Dated {
  readonly name: keyof Then;
  readonly label: string;
  readonly day: string | null;
}

function Day({ name, label, day }: Dated): ReactNode {
  const input = useId();
  return (
    <div className="field">
      <label htmlFor={input}>{label}</label>
      <input
        id={input}
        type="date"
        value={day ?? ""}
        onChange={(event) => go(changed({ [name]: event.target.value, archive: null }))}
      />
    </div>
  );
}
