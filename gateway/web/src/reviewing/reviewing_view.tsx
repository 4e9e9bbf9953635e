import { useId, useState, type ReactNode } from "react";
import { discrepancyList } from "../export/lists.ts";
import { useMe } from "../identity/me.ts";
import { useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { useDepartmentNames } from "./department_names.ts";
import document from "./queue.graphql?raw";
import { QueueEntry } from "./queue_entry.tsx";
import { STATES, WAITING, type QueueData } from "./waiting.ts";

/** The discrepancies that wait for a review, or those that the address asks for. */
export function ReviewingView(): ReactNode {
  const texts = useTexts();
  const { views, reviewing, disagreements, search } = texts;
  const { parameters } = useAddress();
  const [round, setRound] = useState(0);
  const own = useMe()?.department ?? null;
  const states = parameters.getAll("state");
  const filter = {
    state: states.length > 0 ? states : WAITING,
    department: parameters.get("department"),
    subject: parameters.get("subject"),
    overdue: parameters.has("overdue"),
    escalated: parameters.has("escalated"),
  };
  return (
    <View heading={views.discrepancies} title={views.discrepancies} lead={reviewing.lead}>
      <Filters states={filter.state} department={filter.department} subject={filter.subject} overdue={filter.overdue} />
      <QuestionSection<QueueData>
        id="queue"
        list={discrepancyList(texts)}
        heading={reviewing.queue}
        document={document}
        variables={{ filter, after: parameters.get("after") }}
        round={round}
      >
        {({ discrepancies: { nodes, totalCount, pageInfo } }) => (
          <>
            <p role="status">{totalCount === 0 ? reviewing.none : disagreements.shown(nodes.length, totalCount)}</p>
            <ul className="discrepancies">
              {nodes.map((each) => (
                <QueueEntry key={each.id} waiting={each} own={own} again={() => setRound((now) => now + 1)} />
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

interface Chosen {
  readonly states: readonly string[];
  readonly department: string | null;
  readonly subject: string | null;
  readonly overdue: boolean;
}

function Filters({ states, department, subject, overdue }: Chosen): ReactNode {
  const { reviewing, disagreements, search } = useTexts();
  const select = useId();
  const departments = useDepartmentNames();
  const tick = (state: string, on: boolean): void =>
    go(changed({ state: on ? [...states, state] : states.filter((each) => each !== state), after: null }));
  return (
    <form className="panel fields" aria-label={search.narrow} onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>{reviewing.state}</legend>
        <div className="ticks">
          {STATES.map((state) => (
            <label key={state}>
              <input type="checkbox" checked={states.includes(state)} onChange={(event) => tick(state, event.target.checked)} />
              {word(disagreements.states, state)}
            </label>
          ))}
          <label>
            <input
              type="checkbox"
              checked={overdue}
              onChange={(event) => go(changed({ overdue: event.target.checked ? "1" : null, after: null }))}
            />
            {reviewing.onlyOverdue}
          </label>
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor={select}>{reviewing.department}</label>
        <select
          id={select}
          value={department ?? ""}
          onChange={(event) => go(changed({ department: event.target.value, after: null }))}
        >
          <option value="">{search.any}</option>
          {departments.map(({ key, name }) => (
            <option key={key} value={key} lang="zh-CN">
              {name}
            </option>
          ))}
        </select>
      </div>
      {subject !== null && (
        <button type="button" className="link" onClick={() => go(changed({ subject: null, after: null }))}>
          {reviewing.everySubject}
        </button>
      )}
    </form>
  );
}
