import { useId, type ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { CoverageBars } from "./coverage_bars.tsx";
import type { DisagreementsData } from "./disagreement.ts";
import document from "./disagreements.graphql?raw";
import { DiscrepancyEntry } from "./discrepancy_entry.tsx";

type Choose = (subject: string) => void;

/** Where departments disagree, and how far the coverage goes. */
export function DisagreementsQuestion({ id, choose }: { readonly id: string; readonly choose: Choose }): ReactNode {
  const { disagreements } = useTexts();
  return (
    <QuestionSection<DisagreementsData>
      id={id}
      number={3}
      heading={disagreements.heading}
      lead={disagreements.lead}
      document={document}
      variables={{}}
    >
      {(data) => (
        <>
          <Discrepancies data={data} choose={choose} />
          <CoverageBars coverage={data.coverage} />
        </>
      )}
    </QuestionSection>
  );
}

function Discrepancies({ data, choose }: { readonly data: DisagreementsData; readonly choose: Choose }): ReactNode {
  const { disagreements } = useTexts();
  const title = useId();
  const { edges, totalCount } = data.discrepancies;
  return (
    <section aria-labelledby={title}>
      <h3 id={title}>{disagreements.list}</h3>
      <p role="status">{totalCount > 0 ? disagreements.shown(edges.length, totalCount) : disagreements.none}</p>
      <ul className="discrepancies">
        {edges.map(({ node }) => (
          <DiscrepancyEntry key={node.id} discrepancy={node} choose={choose} />
        ))}
      </ul>
    </section>
  );
}
