import { useId, type ReactNode } from "react";
import type { Variables } from "../api/asking.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useTexts, word } from "../language/language.tsx";
import { changed, go } from "../navigation/address.ts";
import { GRADES } from "../question/grade_mark.tsx";
import document from "./facets.graphql?raw";
import { counts, KINDS, STATUSES, type Chosen, type Facet, type FacetCounts, type FacetsData } from "./found.ts";
import facetCounts from "./search_facets.graphql?raw";

/** What the search may be narrowed by. A choice asks at once and starts at the first page. */
export function Facets({ chosen, searched }: { readonly chosen: Chosen; readonly searched: Variables | null }): ReactNode {
  return searched === null ? <Offers chosen={chosen} counted={counts(null)} /> : <Counted chosen={chosen} searched={searched} />;
}

/** With how many of what was found each choice would leave. */
function Counted({ chosen, searched }: { readonly chosen: Chosen; readonly searched: Variables }): ReactNode {
  const { outcome } = useAnswer<FacetCounts>(facetCounts, searched);
  return <Offers chosen={chosen} counted={counts(outcome?.kind === "answered" ? outcome.data : null)} />;
}

function Offers({ chosen, counted }: { readonly chosen: Chosen; readonly counted: ReadonlyMap<string, number> }): ReactNode {
  const { search } = useTexts();
  const { outcome } = useAnswer<FacetsData>(document, {});
  const data = outcome?.kind === "answered" ? outcome.data : null;
  const districts = ordered(data?.subjectFacets.districts);
  const industries = ordered(data?.subjectFacets.industries);
  const named = (value: string, name: string): readonly [string, string] => {
    const count = counted.get(value);
    return [value, count === undefined ? name : `${name} (${count})`];
  };
  const narrowed = Object.values(chosen).some((values) => values.length > 0);
  return (
    <form className="facets panel" aria-label={search.narrow} onSubmit={(event) => event.preventDefault()}>
      <Choice facet="district" label={search.district} chosen={chosen.district} values={districts.map((name) => named(name, name))} />
      <Choice facet="industry" label={search.industry} chosen={chosen.industry} values={industries.map((name) => named(name, name))} />
      <Choice
        facet="department"
        label={search.department}
        chosen={chosen.department}
        values={(data?.departments ?? []).map(({ key, name }) => [key, name])}
      />
      <Ticks facet="grade" label={search.grade} chosen={chosen.grade} values={GRADES.map((grade) => [grade, grade])} />
      <Ticks facet="status" label={search.status} chosen={chosen.status} values={STATUSES.map((each) => named(each, each))} />
      <Ticks
        facet="kind"
        label={search.kind}
        chosen={chosen.kind}
        values={KINDS.map((kind) => named(kind, word(search.kinds, kind)))}
      />
      {narrowed && (
        <button
          type="button"
          className="link"
          onClick={() => go(changed({ kind: null, district: null, industry: null, status: null, department: null, grade: null, after: null }))}
        >
          {search.clear}
        </button>
      )}
    </form>
  );
}

const ordered = (values: FacetsData["subjectFacets"]["districts"] = []): readonly string[] =>
  values.map(({ value }) => value).sort((one, other) => one.localeCompare(other, "zh"));

interface Offered {
  readonly facet: Facet;
  readonly label: string;
  readonly chosen: readonly string[];
  /** Value and name. */
  readonly values: readonly (readonly [string, string])[];
}

function Choice({ facet, label, chosen, values }: Offered): ReactNode {
  const { search } = useTexts();
  const select = useId();
  return (
    <div className="field">
      <label htmlFor={select}>{label}</label>
      <select
        id={select}
        value={chosen[0] ?? ""}
        onChange={(event) => go(changed({ [facet]: event.target.value, after: null }))}
      >
        <option value="">{search.any}</option>
        {values.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Ticks({ facet, label, chosen, values }: Offered): ReactNode {
  const tick = (value: string, on: boolean): void => {
    const now = on ? [...chosen, value] : chosen.filter((each) => each !== value);
    go(changed({ [facet]: now, after: null }));
  };
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="ticks">
        {values.map(([value, name]) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => tick(value, event.target.checked)} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
