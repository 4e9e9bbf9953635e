import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { Outcome } from "../api/asking.ts";
import { useAnswer } from "../api/use_answer.ts";
import { newKey, problemOf, useSending } from "../api/use_sending.ts";
import { ExportMenu } from "../export/export_menu.tsx";
import { planLists } from "../export/lists_of_catalogue.ts";
import { useMe } from "../identity/me.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf, changed, go, useAddress } from "../navigation/address.ts";
import { Problems } from "../question/problems.tsx";
import commit from "./commit.graphql?raw";
import { roster, separate, type DrawItems, type Plan, type PlanInput, type Wrote } from "./drawn.ts";
import itemsOf from "./items.graphql?raw";
import preview from "./plan.graphql?raw";
import { PlanTable } from "./plan_table.tsx";

const MOST_EACH = 5;

interface Previewed {
  readonly input: PlanInput;
  readonly plan: Plan;
  /** One key a preview: committing to it twice is committing to it once. */
  readonly key: string;
}

/** What is to be drawn: shown first, then committed to. The items stand in the address; the roster does not. */
export function PlanForm(): ReactNode {
  const { draws } = useTexts();
  const { parameters } = useAddress();
  const items = parameters.getAll("item");
  const own = useMe()?.department?.key ?? "";
  const department = own || (parameters.get("department") ?? "");
  const previewing = useSending<{ readonly samplePlan: Plan }>(preview);
  const [shown, setShown] = useState<Previewed | null>(null);

  const show = async (input: PlanInput): Promise<void> => {
    setShown(null);
    const outcome = await previewing.send({ plan: input });
    if (outcome.kind === "answered") setShown({ input, plan: outcome.data.samplePlan, key: newKey() });
  };
  return (
    <section className="panel draw" aria-labelledby="new-draw">
      <h2 id="new-draw">{draws.fresh}</h2>
      <ItemChoice department={department} fixed={own !== ""} items={items} />
      <Roster items={items} department={department} busy={previewing.busy} show={show} changed={() => setShown(null)} />
      <Failure outcome={previewing.outcome} />
      {shown !== null && <Committing previewed={shown} />}
    </section>
  );
}

interface Items {
  readonly department: string;
  readonly fixed: boolean;
  readonly items: readonly string[];
}

function ItemChoice({ department, fixed, items }: Items): ReactNode {
  const { draws } = useTexts();
  const select = useId();
  const { outcome } = useAnswer<DrawItems>(itemsOf, {});
  const departments = outcome?.kind === "answered" ? outcome.data.departments : [];
  const offered = departments.find(({ key }) => key === department)?.items ?? [];
  const tick = (item: string, on: boolean): void =>
    go(changed({ item: on ? [...items, item] : items.filter((each) => each !== item) }));
  return (
    <div className="draw-items">
      <div className="field">
        <label htmlFor={select}>{draws.department}</label>
        <select
          id={select}
          value={department}
          disabled={fixed}
          onChange={(event) => go(changed({ department: event.target.value, item: null }))}
        >
          <option value="">{draws.choose}</option>
          {departments.map(({ key, name }) => (
            <option key={key} value={key} lang="zh-CN">
              {name}
            </option>
          ))}
        </select>
      </div>
      {offered.length > 0 && (
        <fieldset>
          <legend>{draws.items}</legend>
          <div className="ticks">
            {offered.map(({ key, name }) => (
              <label key={key}>
                <input type="checkbox" checked={items.includes(key)} onChange={(event) => tick(key, event.target.checked)} />
                <Chinese>{name}</Chinese>
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}

interface RosterFields {
  readonly items: readonly string[];
  readonly department: string;
  readonly busy: boolean;
  readonly show: (input: PlanInput) => Promise<void>;
  /** Hears that what was shown is not what is written any more. */
  readonly changed: () => void;
}

function Roster({ items, department, busy, show, changed: told }: RosterFields): ReactNode {
  const { draws } = useTexts();
  const [area, number, hint, where] = [useId(), useId(), useId(), useId()];
  const [inspectors, setInspectors] = useState("");
  const [districts, setDistricts] = useState("");
  const [each, setEach] = useState(2);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void show({ items, districts: separate(districts), inspectors: roster(inspectors, department), inspectorsEach: each });
  };
  return (
    <form className="review-fields" onSubmit={submit}>
      <div className="field">
        <label htmlFor={where}>{draws.districts}</label>
        <input
          id={where}
          value={districts}
          onChange={(event) => {
            setDistricts(event.target.value);
            told();
          }}
        />
      </div>
      <div className="field">
        <label htmlFor={area}>{draws.inspectors}</label>
        <textarea
          id={area}
          rows={4}
          value={inspectors}
          spellCheck={false}
          aria-describedby={hint}
          onChange={(event) => {
            setInspectors(event.target.value);
            told();
          }}
        />
        <p id={hint} className="hint">
          {draws.inspectorsHint}
        </p>
      </div>
      <div className="field">
        <label htmlFor={number}>{draws.each}</label>
        <input
          id={number}
          type="number"
          min={1}
          max={MOST_EACH}
          value={each}
          onChange={(event) => {
            setEach(event.target.valueAsNumber || 1);
            told();
          }}
        />
      </div>
      <p>
        <button type="submit" disabled={busy || items.length === 0}>
          {draws.preview}
        </button>
      </p>
    </form>
  );
}

function Committing({ previewed }: { readonly previewed: Previewed }): ReactNode {
  const texts = useTexts();
  const { draws } = texts;
  const sending = useSending<{ readonly commitSample: Wrote }>(commit);
  const send = async (): Promise<void> => {
    const outcome = await sending.send({ input: { plan: previewed.input, idempotencyKey: previewed.key } });
    if (outcome.kind !== "answered") return;
    const answer = outcome.data.commitSample;
    if (!("code" in answer)) go(addressOf(["draws", answer.draw.id]));
  };
  return (
    <>
      <PlanTable plan={previewed.plan} />
      {planLists(texts, ["samplePlan"]).map((list) => (
        <ExportMenu key={list.name} document={preview} variables={{ plan: previewed.input }} list={list} named />
      ))}
      <Wrong outcome={sending.outcome} of={(data) => data.commitSample} />
      <p className="fields">
        <button type="button" disabled={sending.busy} onClick={() => void send()}>
          {draws.commit}
        </button>
        <span className="hint">{draws.commitHint}</span>
      </p>
    </>
  );
}

interface Answered<Data> {
  readonly outcome: Outcome<Data> | null;
  readonly of: (data: Data) => Wrote;
}

/** What kept a mutation from being carried out. */
export function Wrong<Data>({ outcome, of }: Answered<Data>): ReactNode {
  const { draws } = useTexts();
  if (outcome?.kind !== "answered") return <Failure outcome={outcome} />;
  const answer = of(outcome.data);
  return "code" in answer ? <Problems heading={draws.refused} problems={[problemOf(answer)]} /> : null;
}

export function Failure({ outcome }: { readonly outcome: Outcome<unknown> | null }): ReactNode {
  const { question } = useTexts();
  if (outcome?.kind === "starting") return <p role="status">{question.starting}</p>;
  return outcome?.kind === "failed" ? <Problems heading={question.failed} problems={outcome.problems} /> : null;
}
