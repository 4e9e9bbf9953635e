import { useId, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { useAnswer } from "../api/use_answer.ts";
import { systemList } from "../export/lists_of_catalogue.ts";
import { Chinese, useLanguage, useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import errors from "./system_errors.graphql?raw";
import names from "./system_names.graphql?raw";
import document from "./systems.graphql?raw";

const KINDS = ["ANNEX", "PLATFORM", "REGISTERED"] as const;
/** Who may see how systems stand, and why they fail; to others it is told which there are. */
const STAFF: readonly string[] = ["officer", "investigator", "coordinator", "admin", "integration"];
const OPERATORS: readonly string[] = ["coordinator", "admin"];
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400] as const;

interface Data {
  readonly systems: readonly System[];
}

interface System {
  readonly key: string;
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly name: string }[];
  readonly freshness: number | null;
  readonly live: boolean;
  readonly state?: string;
  readonly syncing?: boolean;
  readonly lag?: number | null;
  readonly lastSuccess?: string | null;
  readonly rows?: { readonly accepted: number; readonly rejected: number; readonly retired: number } | null;
}

interface Failures {
  readonly systems: readonly { readonly key: string; readonly error: { readonly code: string; readonly message: string } | null }[];
}

/** The systems that grades come from, with how each stands. */
export function SystemsView(): ReactNode {
  const texts = useTexts();
  const { views, catalogue } = texts;
  const identity = useIdentity();
  const { parameters } = useAddress();
  const kind = KINDS.find((each) => each === parameters.get("kind")) ?? "ANNEX";
  if (identity === null) return <View heading={views.systems} title={views.systems} children={null} />;
  return (
    <View heading={views.systems} title={views.systems} lead={catalogue.systemsLead}>
      <KindChoice kind={kind} />
      <QuestionSection<Data>
        id="systems"
        list={systemList(texts, STAFF.includes(identity.role))}
        heading={word(catalogue.kinds, kind)}
        document={STAFF.includes(identity.role) ? document : names}
        variables={{ kind }}
      >
        {({ systems }) => (systems.length === 0 ? <p role="status">{catalogue.noSystems}</p> : <SystemTable systems={systems} />)}
      </QuestionSection>
      {OPERATORS.includes(identity.role) && <FailureList kind={kind} />}
    </View>
  );
}

function KindChoice({ kind }: { readonly kind: string }): ReactNode {
  const { catalogue } = useTexts();
  const select = useId();
  return (
    <form className="fields" onSubmit={(event) => event.preventDefault()}>
      <div className="field">
        <label htmlFor={select}>{catalogue.kind}</label>
        <select id={select} value={kind} onChange={(event) => go(changed({ kind: event.target.value }))}>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {word(catalogue.kinds, each)}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

function SystemTable({ systems }: { readonly systems: readonly System[] }): ReactNode {
  const { texts } = useLanguage();
  const { catalogue } = texts;
  const stands = systems.some((system) => system.state !== undefined);
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={catalogue.system}>
      <table className="table">
        <caption className="visually-hidden">{catalogue.system}</caption>
        <thead>
          <tr>
            <th scope="col">{catalogue.system}</th>
            <th scope="col">{catalogue.items}</th>
            {stands && <th scope="col">{catalogue.state}</th>}
            {stands && <th scope="col">{catalogue.lag}</th>}
            <th scope="col">{catalogue.promised}</th>
            {stands && <th scope="col">{catalogue.rows}</th>}
          </tr>
        </thead>
        <tbody>
          {systems.map((system) => (
            <tr key={system.key}>
              <th scope="row">
                <Chinese>{system.name}</Chinese> {system.live && <span className="chip">{catalogue.live}</span>}
              </th>
              <td lang="zh-CN">{system.items.map((item) => item.name).join("、") || "—"}</td>
              {stands && (
                <td>
                  <span className={`chip standing-${system.state}`}>{word(catalogue.states, system.state ?? "")}</span>
                  {system.syncing && <small>{catalogue.syncing}</small>}
                </td>
              )}
              {stands && <td>{lasting(system.lag ?? null, catalogue.lasts)}</td>}
              <td>{lasting(system.freshness, catalogue.lasts)}</td>
              {stands && <td>{system.rows ? catalogue.counted(system.rows.accepted, system.rows.rejected, system.rows.retired) : "—"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FailureList({ kind }: { readonly kind: string }): ReactNode {
  const { catalogue } = useTexts();
  const { outcome } = useAnswer<Failures>(errors, { kind });
  const failing = outcome?.kind === "answered" ? outcome.data.systems.filter(({ error }) => error !== null) : [];
  if (failing.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="failing">
      <h2 id="failing">{catalogue.failing}</h2>
      <ul>
        {failing.map(({ key, error }) => (
          <li key={key}>
            <code>{key}</code> <code>{error?.code}</code> {error?.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

type Lasting = Readonly<Record<"minutes" | "hours" | "days", (count: number) => string>>;

/** Seconds in the unit that a person would say. */
function lasting(seconds: number | null, lasts: Lasting): string {
  if (seconds === null) return "—";
  if (seconds < HOUR) return lasts.minutes(Math.round(seconds / MINUTE));
  return seconds < 2 * DAY ? lasts.hours(Math.round(seconds / HOUR)) : lasts.days(Math.round(seconds / DAY));
}
