import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Choice, Line } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useTexts } from "../language/language.tsx";
import { separate, type Task } from "./drawn.ts";
import recording from "./record.graphql?raw";

const MOST = 200;

interface Finding {
  readonly clause: string;
  readonly result: string;
  readonly remark: string;
}

const NOTHING: Finding = { clause: "", result: "PASSED", remark: "" };

interface Recorded {
  readonly tasks: readonly Task[];
  readonly again: () => void;
}

/** What an inspection of somebody who was drawn has found: a second person reviews and publishes it. */
export function Recording({ tasks, again }: Recorded): ReactNode {
  const { recording: words } = useTexts();
  const open = tasks.flatMap((task) =>
    task.items.filter(({ inspected }) => !inspected).map(({ itemKey, item }) => ({ task, itemKey, name: item?.name ?? itemKey })),
  );
  const [first] = open;
  if (first === undefined) return null;
  return (
    <details className="act">
      <summary>{words.record}</summary>
      <Fields open={open} again={again} />
    </details>
  );
}

interface Open {
  readonly task: Task;
  readonly itemKey: string;
  readonly name: string;
}

function Fields({ open, again }: { readonly open: readonly Open[]; readonly again: () => void }): ReactNode {
  const { recording: words, parts } = useTexts();
  const placeOf = ({ task, itemKey }: Open): string => `${task.key} ${itemKey}`;
  const [place, setPlace] = useState("");
  const chosen = open.find((one) => placeOf(one) === place) ?? open[0];
  const [manner, setManner] = useState("ON_SITE");
  const [day, setDay] = useState("");
  const [inspectors, setInspectors] = useState<string | null>(null);
  const [findings, setFindings] = useState<readonly Finding[]>([NOTHING]);
  const [outcome, setOutcome] = useState("NO_PROBLEM");
  const [documentNo, setDocumentNo] = useState("");
  const act = useAct(recording, again);
  if (chosen === undefined) return null;
  const { task, itemKey } = chosen;
  const who = inspectors ?? task.inspectors.join(" ");
  const send = (): void =>
    void act.send({
      subject: task.subject.key,
      item: itemKey,
      task: task.key,
      manner,
      inspectedOn: day,
      inspectors: separate(who),
      findings: findings.map(({ clause, result, remark }) => ({ clause: clause.trim(), result, remark: remark.trim() || null })),
      outcome,
      documentNo: documentNo.trim(),
    });
  return (
    <ActForm act={act} again={again} send={send} words={words.record}>
      <Choice
        name="task"
        label={words.task}
        value={placeOf(chosen)}
        set={setPlace}
        values={open.map((one) => [placeOf(one), `${one.task.subject.displayName} · ${one.name}`])}
      />
      <Choice name="manner" label={words.manner} value={manner} set={setManner} values={Object.entries(words.manners)} translated />
      <Line name="inspectedOn" type="date" label={words.day} value={day} set={setDay} />
      <Line name="inspectors" label={words.inspectors} hint={words.inspectorsHint} value={who} set={setInspectors} />
      <Findings findings={findings} set={setFindings} />
      <Choice name="outcome" label={words.outcome} value={outcome} set={setOutcome} values={Object.entries(parts.outcomes)} translated />
      <Line name="documentNo" label={words.document} value={documentNo} set={setDocumentNo} />
    </ActForm>
  );
}

interface Found {
  readonly findings: readonly Finding[];
  readonly set: (findings: readonly Finding[]) => void;
}

function Findings({ findings, set }: Found): ReactNode {
  const { recording: words } = useTexts();
  const change = (place: number, changed: Finding): void => set(findings.map((one, at) => (at === place ? changed : one)));
  return (
    <>
      {findings.map((one, place) => (
        <fieldset key={place}>
          <legend>{words.finding(place + 1)}</legend>
          <div className="evidence">
            <Line name={`findings[${place}].clause`} label={words.clause} value={one.clause} set={(clause) => change(place, { ...one, clause })} />
            <Choice
              name={`findings[${place}].result`}
              label={words.result}
              value={one.result}
              set={(result) => change(place, { ...one, result })}
              values={Object.entries(words.results)}
              translated
            />
            <Line
              name={`findings[${place}].remark`}
              label={words.remark}
              required={false}
              most={500}
              value={one.remark}
              set={(remark) => change(place, { ...one, remark })}
            />
          </div>
          {findings.length > 1 && (
            <button type="button" className="link" onClick={() => set(findings.filter((_, at) => at !== place))}>
              {words.leaveOut(place + 1)}
            </button>
          )}
        </fieldset>
      ))}
      {findings.length < MOST && (
        <p>
          <button type="button" className="plain" onClick={() => set([...findings, NOTHING])}>
            {words.another}
          </button>
        </p>
      )}
    </>
  );
}
