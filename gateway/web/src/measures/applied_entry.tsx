import type { ReactNode } from "react";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { GradeMark } from "../question/grade_mark.tsx";
import { ItemName, MeasureEntry } from "./measure_entry.tsx";
import { distinct, type AppliedMeasure, type ByMeasure, type Fact, type LegalBasis } from "./resolution.ts";

export function AppliedEntry({ group }: { readonly group: ByMeasure<AppliedMeasure> }): ReactNode {
  const { measures } = useTexts();
  const [first] = group.cases;
  const facts = distinct(group.cases.flatMap((each) => each.facts));
  const basis = distinct(group.cases.flatMap((each) => each.legalBasis));
  return (
    <MeasureEntry
      measure={group.measure}
      items={group.cases.map((each) => each.item)}
      marks={
        <>
          {first.advisory && (
            <span className="chip" title={measures.advisoryHint}>
              {measures.advisory}
            </span>
          )}
          <GradeMark grade={first.grade} />
          {group.cases.length > 1 && <span className="times">×{group.cases.length}</span>}
        </>
      }
    >
      <h4>{measures.because}</h4>
      <ul>
        {group.cases.map((each) => (
          <li key={each.item?.key ?? "composite"}>
            <GradeMark grade={each.grade} /> <ItemName item={each.item} />
            {each.advisory && <small>{measures.advisoryHint}</small>}
          </li>
        ))}
      </ul>
      {facts.length > 0 && <Facts facts={facts} />}
      {basis.length > 0 && <Basis basis={basis} />}
    </MeasureEntry>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  const { measures } = useTexts();
  return (
    <>
      <h4>{measures.facts}</h4>
      <ul>
        {facts.map((fact) => (
          <li key={`${fact.documentNo} ${fact.conductName}`}>
            <Chinese>{fact.conductName}</Chinese>{" "}
            <span className="chip">{word(measures.severities, fact.severity.toUpperCase())}</span>
            <small>
              {fact.occurredOn} {fact.documentNo !== null && <Chinese>{fact.documentNo}</Chinese>}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

function Basis({ basis }: { readonly basis: readonly LegalBasis[] }): ReactNode {
  const { measures } = useTexts();
  return (
    <>
      <h4>{measures.basis}</h4>
      <ul>
        {basis.map((each) => (
          <li key={`${each.title} ${each.article}`}>
            <Chinese>
              《{each.title}》{each.article}
            </Chinese>{" "}
            <span className="chip">{word(measures.bases, each.level)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
