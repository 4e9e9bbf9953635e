import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { ask } from "../api/asking.ts";
import { useSending } from "../api/use_sending.ts";
import { download } from "../export/download.ts";
import { planLists } from "../export/lists_of_catalogue.ts";
import { Chinese, useLanguage, useTexts, word } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import drawing from "./draw.graphql?raw";
import { DEPARTMENTS, DRAWERS, type Draw, type Plan, type Wrote } from "./drawn.ts";
import one from "./one.graphql?raw";
import onePlan from "./one_plan.graphql?raw";
import { Wrong } from "./plan_form.tsx";
import { PlanTable } from "./plan_table.tsx";
import publicFile from "./public_file.graphql?raw";
import { TasksPart } from "./tasks_part.tsx";
import wholeFile from "./whole_file.graphql?raw";

const COMMITTED = "COMMITTED";

/** One draw: what was committed to before, what was published after, who was drawn, and the files that prove it. */
export function DrawView({ draw }: { readonly draw: string }): ReactNode {
  const { views, draws } = useTexts();
  const role = useIdentity()?.role ?? "";
  const [round, setRound] = useState(0);
  return (
    <View heading={views.draw} title={views.draw}>
      <p>
        <Link to="/draws">{draws.all}</Link>
      </p>
      <QuestionSection<{ readonly sampleDraw: Draw | null }>
        id="draw"
        heading={draws.published}
        document={one}
        variables={{ draw }}
        round={round}
      >
        {({ sampleDraw }) =>
          sampleDraw === null ? (
            <p className="empty">{draws.unknown}</p>
          ) : (
            <>
              <Published draw={sampleDraw} />
              {sampleDraw.state === COMMITTED && DRAWERS.includes(role) && (
                <Drawing draw={draw} again={() => setRound((now) => now + 1)} />
              )}
              {sampleDraw.state !== COMMITTED && <Files draw={draw} whole={DEPARTMENTS.includes(role)} />}
            </>
          )
        }
      </QuestionSection>
      <PlanPart draw={draw} />
      <TasksPart draw={draw} round={round} />
    </View>
  );
}

function Published({ draw }: { readonly draw: Draw }): ReactNode {
  const { texts } = useLanguage();
  const { draws } = texts;
  const moment = (at: string): string => new Date(at).toLocaleString(texts.code, { timeZone: "Asia/Shanghai" });
  const told: readonly (readonly [string, ReactNode])[] = [
    [draws.state, <span className="chip">{word(draws.states, draw.state)}</span>],
    [draws.items, <Chinese>{draw.items.map(({ name }) => name).join("、")}</Chinese>],
    [draws.department, <Chinese>{draw.departments.map(({ name }) => name).join("、")}</Chinese>],
    [draws.committedAt, moment(draw.committedAt)],
    [draws.commitment, <code>{draw.commitment}</code>],
    [draws.poolDigest, <code>{draw.poolDigest}</code>],
    [draws.drawnAt, draw.drawnAt && moment(draw.drawnAt)],
    [draws.taken, draw.taskCount],
    [draws.randomness, draw.publicRandomness && <Chinese>{draw.publicRandomness}</Chinese>],
    [draws.seed, draw.seed && <code>{draw.seed}</code>],
  ];
  return (
    <dl className="published">
      {told
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Drawing({ draw, again }: { readonly draw: string; readonly again: () => void }): ReactNode {
  const { draws } = useTexts();
  const [input, hint] = [useId(), useId()];
  const [randomness, setRandomness] = useState("");
  const sending = useSending<{ readonly drawSample: Wrote }>(drawing);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await sending.send({ input: { draw, publicRandomness: randomness.trim() || null } });
    if (outcome.kind === "answered" && !("code" in outcome.data.drawSample)) again();
  };
  return (
    <form className="review-fields" onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor={input}>{draws.randomness}</label>
        <input id={input} value={randomness} aria-describedby={hint} onChange={(event) => setRandomness(event.target.value)} />
        <p id={hint} className="hint">
          {draws.randomnessHint}
        </p>
      </div>
      <Wrong outcome={sending.outcome} of={(data) => data.drawSample} />
      <p>
        <button type="submit" disabled={sending.busy}>
          {draws.draw}
        </button>
      </p>
    </form>
  );
}

/** The files are large and are asked for when somebody wants them. */
function Files({ draw, whole }: { readonly draw: string; readonly whole: boolean }): ReactNode {
  const { draws } = useTexts();
  const [told, setTold] = useState("");
  const save = async (document: string, name: string): Promise<void> => {
    setTold(draws.fetching);
    const outcome = await ask<{ readonly sampleDraw: { readonly content: string | null } | null }>(
      document,
      { draw },
      new AbortController().signal,
    );
    const content = outcome.kind === "answered" ? (outcome.data.sampleDraw?.content ?? null) : null;
    setTold(content === null ? draws.notForYou : draws.saved);
    if (content !== null) download(name, "application/json", content);
  };
  return (
    <>
      <p className="fields">
        <button type="button" onClick={() => void save(publicFile, "yuxin-draw-public.json")}>
          {draws.publicFile}
        </button>
        {whole && (
          <button type="button" className="plain" onClick={() => void save(wholeFile, "yuxin-draw.json")}>
            {draws.wholeFile}
          </button>
        )}
        <span role="status">{told}</span>
      </p>
      <p className="hint">
        {draws.verify} <code>./yuxin verify-sample yuxin-draw.json</code>
      </p>
    </>
  );
}

function PlanPart({ draw }: { readonly draw: string }): ReactNode {
  const texts = useTexts();
  const { draws } = texts;
  return (
    <QuestionSection<{ readonly sampleDraw: { readonly committedBy: string; readonly plan: Plan } | null }>
      id="plan"
      lists={planLists(texts, ["sampleDraw", "plan"])}
      heading={draws.plan}
      document={onePlan}
      variables={{ draw }}
    >
      {({ sampleDraw }) => sampleDraw !== null && <PlanTable plan={sampleDraw.plan} />}
    </QuestionSection>
  );
}
