import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { useAct } from "../acting/use_act.ts";
import recording from "../draws/record.graphql?raw";
import { useTexts } from "../language/language.tsx";
import type { Inspection } from "./inspection.ts";
import { RecordFields, written, type Filled } from "./record_fields.tsx";

interface Revised {
  readonly inspection: Inspection;
  readonly again: () => void;
}

/** The record once more, as it stands, to be put right: whom, on what and for which task stay. */
export function Revising({ inspection, again }: Revised): ReactNode {
  const { inspections: words } = useTexts();
  const { id, version, subject, itemKey, taskKey, acts } = inspection;
  const [filled, setFilled] = useState(() => recorded(inspection));
  const act = useAct(recording, again);
  const why = acts?.at(-1)?.reason ?? null;
  const send = (): void =>
    void act.send({ inspection: id, version, subject: subject.key, item: itemKey, task: taskKey, ...written(filled) });
  return (
    <details className="act">
      <summary>{words.revise}</summary>
      <ActForm act={act} again={again} send={send} words={words.revise}>
        <p className="hint">{words.reviseHint(why)}</p>
        <RecordFields filled={filled} set={setFilled} />
      </ActForm>
    </details>
  );
}

const recorded = ({ manner, inspectedOn, inspectors, findings, outcome, documentNo }: Inspection): Filled => ({
  manner,
  inspectedOn,
  inspectors: (inspectors ?? []).join(" "),
  findings: (findings ?? []).map(({ clause, result, remark }) => ({ clause, result, remark: remark ?? "" })),
  outcome,
  documentNo: documentNo ?? "",
});
