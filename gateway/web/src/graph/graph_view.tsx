import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from "react";
import { useTexts, word } from "../language/language.tsx";
import { KeepView } from "../cases/keep_view.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { Answer } from "../question/question_section.tsx";
import { View } from "../view/view.tsx";
import { askedIn, usePicture, type Asked } from "./asked.ts";
import type { Handle } from "./canvas.tsx";
import { GraphChoices } from "./graph_choices.tsx";
import { percent } from "./look.ts";
import { PathForm } from "./path_form.tsx";
import { PathList } from "./path_list.tsx";
import { onPaths, type Picture } from "./picture.ts";
import { SaveButtons } from "./save_buttons.tsx";
import { EdgeTable, NodeTable } from "./tables.tsx";

const Canvas = lazy(() => import("./canvas.tsx"));

/** Subjects and what relates them; who is drawn stands in the address, so that another sees the same. */
export function GraphView(): ReactNode {
  const { views, graph } = useTexts();
  const { parameters } = useAddress();
  const asked = askedIn(parameters);
  const watched = usePicture(asked);
  const empty = asked.of.length === 0 && (asked.from === null || asked.to === null);
  return (
    <View heading={views.graph} title={views.graph} lead={graph.lead}>
      <PathForm key={`${asked.from} ${asked.to}`} asked={asked} />
      <GraphChoices asked={asked} />
      {!empty && <KeepView kind="CANVAS" name={views.graph} />}
      <section className="panel" id="graph" aria-label={views.graph} aria-busy={watched.busy}>
        {empty ? (
          <p className="empty">{graph.start}</p>
        ) : (
          <Answer watched={watched}>{(picture) => <Drawn picture={picture} asked={asked} />}</Answer>
        )}
      </section>
    </View>
  );
}

function Drawn({ picture, asked }: { readonly picture: Picture; readonly asked: Asked }): ReactNode {
  const { graph, parts } = useTexts();
  const [chosen, setChosen] = useState<string | null>(null);
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set());
  const [handle, setHandle] = useState<Handle | null>(null);
  const paths = useMemo(() => onPaths(picture.paths), [picture]);
  const writeEdge = useCallback(
    (kind: string, share: number | null): string => word(parts.outgoing, kind) + (share === null ? "" : ` ${percent(share)}`),
    [parts],
  );
  const expand = (key: string): void => go(changed({ of: [...new Set([...asked.of, key])] }));
  const pin = (key: string): void =>
    setPinned((now) => new Set(now.has(key) ? [...now].filter((each) => each !== key) : [...now, key]));

  return (
    <>
      <p role="status">{graph.drawn(picture.nodes.length, picture.edges.length)}</p>
      {picture.cut && <p className="chip expired">{graph.cut}</p>}
      {asked.from !== null && asked.to !== null && <PathList paths={picture.paths} writeEdge={writeEdge} asked={asked} />}
      <Suspense fallback={<p>{graph.loading}</p>}>
        <Canvas
          picture={picture}
          layout={asked.layout}
          paths={paths}
          pinned={pinned}
          chosen={chosen}
          name={graph.drawn(picture.nodes.length, picture.edges.length)}
          writeEdge={writeEdge}
          choose={setChosen}
          expand={expand}
          ready={setHandle}
        />
      </Suspense>
      <SaveButtons picture={picture} paths={paths} handle={handle} writeEdge={writeEdge} />
      <NodeTable picture={picture} asked={asked} chosen={chosen} pinned={pinned} choose={setChosen} pin={pin} expand={expand} />
      <EdgeTable picture={picture} asked={asked} paths={paths} writeEdge={writeEdge} />
    </>
  );
}
