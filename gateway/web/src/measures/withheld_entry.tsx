import type { ReactNode } from "react";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { ItemName, MeasureEntry } from "./measure_entry.tsx";
import { distinct, type ByMeasure, type WithheldMeasure } from "./resolution.ts";

export function WithheldEntry({ group }: { readonly group: ByMeasure<WithheldMeasure> }): ReactNode {
  const { measures } = useTexts();
  const reasons = distinct(group.cases.map((each) => each.reason));
  return (
    <MeasureEntry
      measure={group.measure}
      items={group.cases.map((each) => each.item)}
      marks={reasons.map((reason) => (
        <span key={reason} className="chip reason">
          {word(measures.reasons, reason)}
        </span>
      ))}
    >
      <h4>{measures.why}</h4>
      <ul>
        {group.cases.map((each) => (
          <li key={each.item?.key ?? "composite"}>
            <strong>
              <ItemName item={each.item} />
            </strong>{" "}
            <code>{each.reason}</code>
            <p>
              <Chinese>{each.explanation}</Chinese>
            </p>
          </li>
        ))}
      </ul>
    </MeasureEntry>
  );
}
