import { useState, type ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import { useAct } from "../acting/use_act.ts";
import { useAnswer } from "../api/use_answer.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useLanguage, useTexts } from "../language/language.tsx";
import { Answer } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import document from "./case.graphql?raw";
import { chosenId, enter, leave, nameOf, type WholeCase } from "./case.ts";
import close from "./close.graphql?raw";
import { EntriesPart } from "./entries_part.tsx";
import { FollowedPart, WatchedKeys } from "./followed_part.tsx";
import { useCaseNeeded } from "./use_chosen.ts";

/** One case: why it was opened, what is kept in it, whom it watches and what has changed of them. */
export function CaseView({ id }: { readonly id: string }): ReactNode {
  const { views, cases } = useTexts();
  const [round, setRound] = useState(0);
  const watched = useAnswer<{ readonly case: WholeCase | null }>(document, { id }, round);
  const { outcome } = watched;
  const found = outcome?.kind === "answered" ? outcome.data.case : null;
  const name = found === null ? views.case : nameOf(found);
  return (
    <View heading={found === null ? name : <Chinese>{name}</Chinese>} title={name}>
      <Answer watched={watched}>
        {({ case: one }) =>
          one === null ? <p className="panel empty">{cases.unknown}</p> : <Parts one={one} again={() => setRound((now) => now + 1)} />
        }
      </Answer>
    </View>
  );
}

interface Shown {
  readonly one: WholeCase;
  readonly again: () => void;
}

function Parts({ one, again }: Shown): ReactNode {
  const mayFollow = useCaseNeeded() === false;
  return (
    <>
      <Standing one={one} again={again} />
      {mayFollow ? <FollowedPart one={one} again={again} /> : <WatchedKeys one={one} />}
      <EntriesPart one={one} again={again} />
    </>
  );
}

function Standing({ one, again }: Shown): ReactNode {
  const { cases } = useTexts();
  const { texts } = useLanguage();
  const here = chosenId() === one.id;
  const act = useAct(close, () => {
    if (here) leave();
    again();
  });
  const looked = one.lookedAt === null ? cases.notLooked : new Date(one.lookedAt).toLocaleString(texts.code, { timeZone: "Asia/Shanghai" });
  return (
    <section className="panel" aria-label={cases.standing}>
      <dl className="told">
        <div>
          <dt>{cases.reason}</dt>
          <dd>
            <Chinese>{one.reason}</Chinese>
          </dd>
        </div>
        <div>
          <dt>{cases.opened}</dt>
          <dd>{cityDay(one.openedAt)}</dd>
        </div>
        <div>
          <dt>{cases.looked}</dt>
          <dd>{looked}</dd>
        </div>
      </dl>
      {one.closedAt === null ? (
        <p className="fields">
          {!here && (
            <button type="button" onClick={() => enter(one.id)}>
              {cases.enter}
            </button>
          )}
          <button type="button" className="plain" disabled={act.busy} onClick={() => void act.send({ case: one.id, version: one.version })}>
            {cases.close}
          </button>
        </p>
      ) : (
        <p>
          <span className="chip">{cases.closedOn(cityDay(one.closedAt))}</span>
        </p>
      )}
      <Came outcome={act.outcome} again={again} />
    </section>
  );
}
