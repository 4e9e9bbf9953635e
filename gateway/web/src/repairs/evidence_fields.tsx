import type { ReactNode } from "react";
import { Line } from "../acting/fields.tsx";
import { useWrong, WrongHere } from "../acting/wrong.tsx";
import { useTexts } from "../language/language.tsx";
import { NO_EVIDENCE, type Evidence } from "./repair.ts";

const MOST = 20;

interface Given {
  readonly evidence: readonly Evidence[];
  readonly set: (evidence: readonly Evidence[]) => void;
}

/** The documents that show what was put right, as many as there are. The documents themselves are not kept. */
export function EvidenceList({ evidence, set }: Given): ReactNode {
  const { repairs } = useTexts();
  const change = (place: number, one: Evidence): void => set(evidence.map((each, at) => (at === place ? one : each)));
  return (
    <>
      {evidence.map((one, place) => (
        <Document
          key={place}
          place={place}
          of={evidence.length}
          one={one}
          set={(changed) => change(place, changed)}
          leaveOut={() => set(evidence.filter((_, at) => at !== place))}
        />
      ))}
      {evidence.length < MOST && (
        <p>
          <button type="button" className="plain" onClick={() => set([...evidence, NO_EVIDENCE])}>
            {repairs.anotherDocument}
          </button>
        </p>
      )}
    </>
  );
}

interface One {
  readonly place: number;
  readonly of: number;
  readonly one: Evidence;
  readonly set: (one: Evidence) => void;
  readonly leaveOut: () => void;
}

/** A document: what it is, its number and its day. */
function Document({ place, of, one, set, leaveOut }: One): ReactNode {
  const { repairs } = useTexts();
  const name = `evidence[${place}]`;
  const wrong = useWrong(name);
  return (
    <fieldset>
      <legend>{of === 1 ? repairs.document : repairs.documentOf(place + 1)}</legend>
      <div className="evidence">
        <Line name={`${name}.name`} label={repairs.documentName} value={one.name} set={(text) => set({ ...one, name: text })} />
        <Line name={`${name}.number`} label={repairs.documentNumber} value={one.number} set={(text) => set({ ...one, number: text })} />
        <Line name={`${name}.day`} type="date" label={repairs.documentDay} value={one.day} set={(text) => set({ ...one, day: text })} />
      </div>
      <WrongHere id={`wrong-${name}`} message={wrong} />
      {of > 1 && (
        <button type="button" className="link" onClick={leaveOut}>
          {repairs.withoutDocument(place + 1)}
        </button>
      )}
    </fieldset>
  );
}
