import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Choice } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { EMPTY, RecordFields, written, type Filled } from "../inspections/record_fields.tsx";
import { useTexts } from "../language/language.tsx";
import type { Task } from "./drawn.ts";
import recording from "./record.graphql?raw";

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

const placeOf = ({ task, itemKey }: Open): string => `${task.key} ${itemKey}`;
/** Who was drawn to go, as it is filled in before somebody writes other numbers. */
const drawn = ({ task }: Open): string => task.inspectors.join(" ");

function Fields({ open, again }: { readonly open: readonly Open[]; readonly again: () => void }): ReactNode {
  const { recording: words } = useTexts();
  const [place, setPlace] = useState("");
  const chosen = open.find((one) => placeOf(one) === place) ?? open[0];
  const [filled, setFilled] = useState<Filled | null>(null);
  const act = useAct(recording, again);
  if (chosen === undefined) return null;
  const { task, itemKey } = chosen;
  const shown = filled ?? { ...EMPTY, inspectors: drawn(chosen) };
  const choose = (other: string): void => {
    const next = open.find((one) => placeOf(one) === other) ?? chosen;
    setPlace(other);
    if (shown.inspectors === drawn(chosen)) setFilled({ ...shown, inspectors: drawn(next) });
  };
  const send = (): void => void act.send({ subject: task.subject.key, item: itemKey, task: task.key, ...written(shown) });
  return (
    <ActForm act={act} again={again} send={send} words={words.record}>
      <Choice
        name="task"
        label={words.task}
        value={placeOf(chosen)}
        set={choose}
        values={open.map((one) => [placeOf(one), `${one.task.subject.displayName} · ${one.name}`])}
      />
      <RecordFields filled={shown} set={setFilled} />
    </ActForm>
  );
}
