import type { ReactNode } from "react";
import { Choice, Line } from "../acting/fields.tsx";
import type { Variables } from "../api/asking.ts";
import { separate } from "../draws/drawn.ts";
import { useTexts } from "../language/language.tsx";

const MOST = 200;

interface Finding {
  readonly clause: string;
  readonly result: string;
  readonly remark: string;
}

const NOTHING: Finding = { clause: "", result: "PASSED", remark: "" };

/** What was found, as it is filled in. */
export interface Filled {
  readonly manner: string;
  readonly inspectedOn: string;
  readonly inspectors: string;
  readonly findings: readonly Finding[];
  readonly outcome: string;
  readonly documentNo: string;
}

export const EMPTY: Filled = { manner: "ON_SITE", inspectedOn: "", inspectors: "", findings: [NOTHING], outcome: "NO_PROBLEM", documentNo: "" };

/** What is sent of it. */
export const written = ({ manner, inspectedOn, inspectors, findings, outcome, documentNo }: Filled): Variables => ({
  manner,
  inspectedOn,
  inspectors: separate(inspectors),
  findings: findings.map(({ clause, result, remark }) => ({ clause: clause.trim(), result, remark: remark.trim() || null })),
  outcome,
  documentNo: documentNo.trim(),
});

interface Fields {
  readonly filled: Filled;
  readonly set: (filled: Filled) => void;
}

/** The fields of an inspection that is recorded or revised. */
export function RecordFields({ filled, set }: Fields): ReactNode {
  const { recording: words, parts } = useTexts();
  const change = (changed: Partial<Filled>): void => set({ ...filled, ...changed });
  return (
    <>
      <Choice
        name="manner"
        label={words.manner}
        value={filled.manner}
        set={(manner) => change({ manner })}
        values={Object.entries(words.manners)}
        translated
      />
      <Line name="inspectedOn" type="date" label={words.day} value={filled.inspectedOn} set={(inspectedOn) => change({ inspectedOn })} />
      <Line
        name="inspectors"
        label={words.inspectors}
        hint={words.inspectorsHint}
        value={filled.inspectors}
        set={(inspectors) => change({ inspectors })}
      />
      <Findings findings={filled.findings} set={(findings) => change({ findings })} />
      <Choice
        name="outcome"
        label={words.outcome}
        value={filled.outcome}
        set={(outcome) => change({ outcome })}
        values={Object.entries(parts.outcomes)}
        translated
      />
      <Line name="documentNo" label={words.document} value={filled.documentNo} set={(documentNo) => change({ documentNo })} />
    </>
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
