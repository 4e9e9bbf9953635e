import type { ReactNode } from "react";
import { Came } from "../acting/came.tsx";
import { useAct } from "../acting/use_act.ts";
import { useTexts } from "../language/language.tsx";
import { nameOf } from "./case.ts";
import unwatch from "./unwatch.graphql?raw";
import { useChosen, useChosenId, type Chosen } from "./use_chosen.ts";
import watch from "./watch.graphql?raw";
import "./cases.css";

/** On a subject's page: the case that is worked in watches it, or watches it no more. */
export function WatchButton({ subject }: { readonly subject: string }): ReactNode {
  const id = useChosenId();
  return id === null ? null : <InCase key={id} id={id} subject={subject} />;
}

function InCase({ id, subject }: { readonly id: string; readonly subject: string }): ReactNode {
  const found = useChosen(id);
  return found === null ? null : <Watching found={found} subject={subject} />;
}

function Watching({ found: { chosen, again }, subject }: { readonly found: Chosen; readonly subject: string }): ReactNode {
  const { cases } = useTexts();
  const watching = useAct(watch, again);
  const unwatching = useAct(unwatch, again);
  const watched = chosen.watched.some(({ key }) => key === subject);
  const act = watched ? unwatching : watching;
  const send = (): void => void act.send({ case: chosen.id, version: chosen.version, subjects: [subject] });
  return (
    <div className="watching">
      <button type="button" className="plain" disabled={act.busy} aria-pressed={watched} onClick={send}>
        {watched ? cases.unwatch(nameOf(chosen)) : cases.watch(nameOf(chosen))}
      </button>
      <Came outcome={act.outcome} again={again} />
    </div>
  );
}
