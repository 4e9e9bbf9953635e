import type { ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { drawList } from "../export/lists_of_work.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf, changed, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { DRAWERS, type DrawEntry } from "./drawn.ts";
import document from "./draws.graphql?raw";
import { PlanForm } from "./plan_form.tsx";

interface Data {
  readonly sampleDraws: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly DrawEntry[];
  };
}

/** A new draw for who may draw, and every draw there has been, those that were committed to and never drawn too. */
export function DrawsView(): ReactNode {
  const texts = useTexts();
  const { views, draws, search } = texts;
  const { parameters } = useAddress();
  const identity = useIdentity();
  return (
    <View heading={views.draws} title={views.draws} lead={draws.lead}>
      {identity !== null && DRAWERS.includes(identity.role) && <PlanForm />}
      <QuestionSection<Data>
        id="draws"
        list={drawList(texts)}
        heading={draws.all}
        lead={draws.allLead}
        document={document}
        variables={{ after: parameters.get("after") }}
      >
        {({ sampleDraws: { totalCount, nodes, pageInfo } }) => (
          <>
            <p role="status">{draws.count(totalCount)}</p>
            <ul className="entries">
              {nodes.map((draw) => (
                <Entry key={draw.id} draw={draw} />
              ))}
            </ul>
            <nav className="pager" aria-label={search.pages}>
              {parameters.has("after") && <Link to={changed({ after: null })}>{search.first}</Link>}
              {pageInfo.hasNextPage && <Link to={changed({ after: pageInfo.endCursor })}>{search.next}</Link>}
            </nav>
          </>
        )}
      </QuestionSection>
    </View>
  );
}

function Entry({ draw }: { readonly draw: DrawEntry }): ReactNode {
  const { draws } = useTexts();
  return (
    <li>
      <time dateTime={draw.committedAt}>{cityDay(draw.committedAt)}</time>
      <p>
        <Link to={addressOf(["draws", draw.id])}>
          <Chinese>{draw.items.map(({ name }) => name).join("、")}</Chinese>
        </Link>{" "}
        <span className="chip">{word(draws.states, draw.state)}</span>
        <small>
          <Chinese>{draw.departments.map(({ name }) => name).join("、")}</Chinese> {draw.taskCount !== null && draws.drawn(draw.taskCount)}
        </small>
      </p>
    </li>
  );
}
