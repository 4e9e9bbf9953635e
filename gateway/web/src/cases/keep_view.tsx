import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Line } from "../acting/fields.tsx";
import { useAct } from "../acting/use_act.ts";
import { useTexts } from "../language/language.tsx";
import add from "./add.graphql?raw";
import { nameOf } from "./case.ts";
import { useChosen, useChosenId, type Chosen } from "./use_chosen.ts";

interface Kept {
  readonly kind: "SEARCH" | "CANVAS";
  /** What it is called unless the reader says otherwise. */
  readonly name: string;
}

/** Keeps the address of the present view in the case that is worked in. */
export function KeepView(kept: Kept): ReactNode {
  const id = useChosenId();
  return id === null ? null : <InCase key={id} id={id} {...kept} />;
}

function InCase({ id, ...kept }: Kept & { readonly id: string }): ReactNode {
  const found = useChosen(id);
  return found === null ? null : <Keeping found={found} {...kept} />;
}

function Keeping({ found: { chosen, again }, kind, name }: Kept & { readonly found: Chosen }): ReactNode {
  const { cases } = useTexts();
  const [written, write] = useState(name);
  const act = useAct(add, again);
  const send = (): void =>
    void act.send({ case: chosen.id, version: chosen.version, kind, name: written.trim(), content: location.pathname + location.search });
  return (
    <details className="act">
      <summary>{cases.keep(nameOf(chosen))}</summary>
      <ActForm act={act} again={again} send={send}>
        <Line label={cases.name} value={written} set={write} most={100} />
      </ActForm>
    </details>
  );
}
