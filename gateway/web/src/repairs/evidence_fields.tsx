import type { ReactNode } from "react";
import { Line } from "../acting/fields.tsx";
import { useTexts } from "../language/language.tsx";
import type { Evidence } from "./repair.ts";

interface Given {
  readonly evidence: Evidence;
  readonly set: (evidence: Evidence) => void;
}

/** A document that shows what was put right: what it is, its number and its day. The document itself is not kept. */
export function EvidenceFields({ evidence, set }: Given): ReactNode {
  const { repairs } = useTexts();
  return (
    <fieldset>
      <legend>{repairs.document}</legend>
      <div className="evidence">
        <Line label={repairs.documentName} value={evidence.name} set={(name) => set({ ...evidence, name })} />
        <Line label={repairs.documentNumber} value={evidence.number} set={(number) => set({ ...evidence, number })} />
        <Line label={repairs.documentDay} type="date" value={evidence.day} set={(day) => set({ ...evidence, day })} />
      </div>
    </fieldset>
  );
}
