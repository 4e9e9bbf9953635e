import type { ReactNode } from "react";
import { useTexts, word } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import { useDepartmentNames } from "../reviewing/department_names.ts";
import { Choice } from "./fields.tsx";

interface Chosen {
  readonly legend: string;
  readonly all: readonly string[];
  readonly states: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly department: string | null;
  readonly subject: string | null;
}

/** Which of a list are shown: by state, by department, of one subject; all of it stands in the address. */
export function StateChoice({ legend, all, states, names, department, subject }: Chosen): ReactNode {
  const { search, reviewing } = useTexts();
  const departments = useDepartmentNames();
  const tick = (state: string, on: boolean): void =>
    go(changed({ state: on ? [...states, state] : states.filter((each) => each !== state), after: null }));
  return (
    <form className="panel fields" aria-label={search.narrow} onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>{legend}</legend>
        <div className="ticks">
          {all.map((state) => (
            <label key={state}>
              <input type="checkbox" checked={states.includes(state)} onChange={(event) => tick(state, event.target.checked)} />
              {word(names, state)}
            </label>
          ))}
        </div>
      </fieldset>
      <Choice
        label={reviewing.department}
        value={department ?? ""}
        set={(chosen) => go(changed({ department: chosen, after: null }))}
        values={[["", search.any], ...departments.map(({ key, name }): [string, string] => [key, name])]}
      />
      {subject !== null && (
        <button type="button" className="link" onClick={() => go(changed({ subject: null, after: null }))}>
          {reviewing.everySubject}
        </button>
      )}
    </form>
  );
}
