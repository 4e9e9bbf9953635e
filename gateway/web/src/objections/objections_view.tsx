import { useState, type ReactNode } from "react";
import { ListPager } from "../acting/list_pager.tsx";
import { StateChoice } from "../acting/state_choice.tsx";
import { objectionList } from "../export/lists.ts";
import { useTexts } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { OBJECTION_STATES, OPEN, type ObjectionsData } from "./objection.ts";
import { ObjectionEntry } from "./objection_entry.tsx";
import document from "./objections.graphql?raw";

/** Objections that wait for an answer, or those that the address asks for. */
export function ObjectionsView(): ReactNode {
  const texts = useTexts();
  const { views, objections: words } = texts;
  const { parameters } = useAddress();
  const [round, setRound] = useState(0);
  const chosen = parameters.getAll("state");
  const states = chosen.length > 0 ? chosen : [OPEN];
  const [department, subject] = [parameters.get("department"), parameters.get("subject")];
  return (
    <View heading={views.objections} title={views.objections} lead={words.lead}>
      <StateChoice legend={words.state} all={OBJECTION_STATES} states={states} names={words.states} department={department} subject={subject} />
      <QuestionSection<ObjectionsData>
        id="objections"
        list={objectionList(texts)}
        heading={words.list}
        document={document}
        variables={{ filter: { state: states, department, subject }, after: parameters.get("after") }}
        round={round}
      >
        {({ objections: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{words.count(totalCount)}</p>
            <ol className="entries">
              {nodes.map((each) => (
                <ObjectionEntry key={each.id} objection={each} named again={() => setRound((now) => now + 1)} />
              ))}
            </ol>
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}
