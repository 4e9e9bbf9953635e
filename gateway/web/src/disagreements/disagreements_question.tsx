import { useId, type ReactNode } from "react";
import { ExportMenu } from "../export/export_menu.tsx";
import { discrepancyList } from "../export/lists.ts";
import { useTexts } from "../language/language.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import queue from "../reviewing/queue.graphql?raw";
import { WAITING } from "../reviewing/waiting.ts";
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
  const texts = useTexts();
  const { disagreements } = texts;
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
      <ExportMenu document={queue} variables={{ filter: { state: WAITING } }} list={discrepancyList(texts)} />
    </section>
  );
}
