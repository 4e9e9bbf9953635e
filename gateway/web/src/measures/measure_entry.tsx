import { Fragment, type ReactNode } from "react";
import { Chinese, useTexts, word } from "../language/language.tsx";
import type { Item, Measure } from "./resolution.ts";

interface Entry {
  readonly measure: Measure;
  readonly items: readonly Item[];
  readonly marks: ReactNode;
  readonly children: ReactNode;
}

/** A measure that opens to the plan's sentence and to what its `children` tell. */
export function MeasureEntry({ measure, items, marks, children }: Entry): ReactNode {
  const { measures } = useTexts();
  return (
    <li>
      <details>
        <summary>
          <span className="scenario">{word(measures.scenarios, measure.scenario)}</span>
          <span className="measure-name">
            <Chinese>{measure.name}</Chinese>
            <small>
              {items.map((item, index) => (
                <Fragment key={item?.key ?? "composite"}>
                  {index > 0 && measures.comma}
                  <ItemName item={item} />
                </Fragment>
              ))}
            </small>
          </span>
          <span className="marks">
            <span className={`chip direction-${measure.direction}`}>{word(measures.directions, measure.direction)}</span>
            {measure.condition !== null && (
              <span className="chip">
                <Chinese>{measure.condition}</Chinese>
              </span>
            )}
            {measure.discretionary && <span className="chip">{measures.discretionary}</span>}
            {marks}
          </span>
        </summary>
        <div className="reasons">
          <h4>{measures.quote}</h4>
          <blockquote lang="zh-CN">{measure.quote}</blockquote>
          {children}
        </div>
      </details>
    </li>
  );
}

/** The item that a measure comes from, or the composite grade. */
export function ItemName({ item }: { readonly item: Item }): ReactNode {
  const { measures } = useTexts();
  return item === null ? measures.composite : <Chinese>{item.name}</Chinese>;
}
