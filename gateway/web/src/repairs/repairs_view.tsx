import { useState, type ReactNode } from "react";
import { ListPager } from "../acting/list_pager.tsx";
import { StateChoice } from "../acting/state_choice.tsx";
import { repairList } from "../export/lists.ts";
import { useTexts } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { REPAIR_STATES, UNDER_WAY, type RepairsData } from "./repair.ts";
import { RepairEntry } from "./repair_entry.tsx";
import document from "./repairs.graphql?raw";

/** Repairs that are under way, or those that the address asks for. */
export function RepairsView(): ReactNode {
  const texts = useTexts();
  const { views, repairs: words } = texts;
  const { parameters } = useAddress();
  const [round, setRound] = useState(0);
  const chosen = parameters.getAll("state");
  const states = chosen.length > 0 ? chosen : UNDER_WAY;
  const [department, subject] = [parameters.get("department"), parameters.get("subject")];
  return (
    <View heading={views.repairs} title={views.repairs} lead={words.lead}>
      <StateChoice legend={words.state} all={REPAIR_STATES} states={states} names={words.states} department={department} subject={subject} />
      <QuestionSection<RepairsData>
        id="repairs"
        list={repairList(texts)}
        heading={words.list}
        document={document}
        variables={{ filter: { state: states, department, subject }, after: parameters.get("after") }}
        round={round}
      >
        {({ creditRepairs: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{words.count(totalCount)}</p>
            <ol className="entries">
              {nodes.map((each) => (
                <RepairEntry key={each.id} repair={each} named again={() => setRound((now) => now + 1)} />
              ))}
            </ol>
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}
