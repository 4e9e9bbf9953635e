import { useState, type ReactNode } from "react";
import { ListPager } from "../acting/list_pager.tsx";
import { StateChoice } from "../acting/state_choice.tsx";
import { useIdentity } from "../api/about.ts";
import { inspectionList } from "../export/lists_of_work.ts";
import { useMe } from "../identity/me.ts";
import { useTexts } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { INSPECTION_STATES, WAITING, type Inspection, type InspectionsData } from "./inspection.ts";
import { InspectionActs } from "./inspection_acts.tsx";
import { InspectionEntry } from "./inspection_entry.tsx";
import document from "./inspections.graphql?raw";

const ACTING: readonly string[] = ["officer", "coordinator"];

/** Inspections that wait for a second person, or those that the address asks for. */
export function InspectionsView(): ReactNode {
  const texts = useTexts();
  const { views, inspections: words } = texts;
  const { parameters } = useAddress();
  const role = useIdentity()?.role ?? "";
  const own = useMe()?.department?.key;
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  const mayAct = ({ department }: Inspection): boolean => ACTING.includes(role) && (own === undefined || own === department?.key);
  const chosen = parameters.getAll("state");
  const states = chosen.length > 0 ? chosen : WAITING;
  const [department, subject] = [parameters.get("department"), parameters.get("subject")];
  return (
    <View heading={views.inspections} title={views.inspections} lead={words.lead}>
      <StateChoice legend={words.state} all={INSPECTION_STATES} states={states} names={words.states} department={department} subject={subject} />
      <QuestionSection<InspectionsData>
        id="inspections"
        list={inspectionList(texts)}
        heading={words.list}
        document={document}
        variables={{ filter: { state: states, department, subject }, after: parameters.get("after") }}
        round={round}
      >
        {({ inspections: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{words.count(totalCount)}</p>
            <ol className="entries">
              {nodes.map((each) => (
                <InspectionEntry key={each.id} inspection={each}>
                  {mayAct(each) && <InspectionActs inspection={each} again={again} />}
                </InspectionEntry>
              ))}
            </ol>
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}
