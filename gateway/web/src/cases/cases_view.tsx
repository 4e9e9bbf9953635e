import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Line } from "../acting/fields.tsx";
import { ListPager, type PageInfo } from "../acting/list_pager.tsx";
import { useAct } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { caseList } from "../export/lists_of_work.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { caseAddress, enter, nameOf, type Case } from "./case.ts";
import document from "./cases.graphql?raw";
import open from "./open.graphql?raw";

interface CasesData {
  readonly cases: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Case[] };
}

/** One's own cases, and the way to another one. */
export function CasesView(): ReactNode {
  const texts = useTexts();
  const { views, cases } = texts;
  const { parameters } = useAddress();
  const closed = parameters.has("closed");
  return (
    <View heading={views.cases} title={views.cases} lead={cases.lead}>
      <Opening />
      <div className="ticks">
        <label>
          <input type="checkbox" checked={closed} onChange={(event) => go(changed({ closed: event.target.checked ? "1" : null, after: null }))} />
          {cases.onlyClosed}
        </label>
      </div>
      <QuestionSection<CasesData>
        id="cases"
        list={caseList(texts)}
        heading={cases.own}
        document={document}
        variables={{ closed, after: parameters.get("after") }}
      >
        {({ cases: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{cases.count(totalCount)}</p>
            <ol className="entries">
              {nodes.map((each) => (
                <li key={each.id}>
                  <time dateTime={each.openedAt}>{cityDay(each.openedAt)}</time>
                  <div>
                    <p className="about">
                      <Link to={caseAddress(each.id)}>
                        <Chinese>{nameOf(each)}</Chinese>
                      </Link>{" "}
                      {each.closedAt !== null && <span className="chip">{cases.closedOn(cityDay(each.closedAt))}</span>}
                    </p>
                    {each.title !== null && (
                      <p>
                        {cases.because} <Chinese>{each.reason}</Chinese>
                      </p>
                    )}
                  </div>
                </li>
              ))}
            </ol>
            <ListPager pageInfo={pageInfo} />
          </>
        )}
      </QuestionSection>
    </View>
  );
}

interface OpenedData {
  readonly openCase: { readonly case: { readonly id: string } };
}

/** A case is opened to be worked in: it is entered and shown. */
function Opening(): ReactNode {
  const { cases } = useTexts();
  const [reason, setReason] = useState("");
  const [title, setTitle] = useState("");
  const act = useAct(open, (answer) => {
    const { id } = (answer as unknown as OpenedData).openCase.case;
    enter(id);
    go(caseAddress(id));
  });
  return (
    <details className="act" open>
      <summary>{cases.open}</summary>
      <ActForm act={act} again={stays} send={() => void act.send({ reason: reason.trim(), title: title.trim() || null })}>
        <Line label={cases.reason} value={reason} set={setReason} hint={cases.reasonHint} />
        <Line label={cases.title} value={title} set={setTitle} required={false} most={100} />
      </ActForm>
    </details>
  );
}

const stays = (): void => undefined;
