import type { ReactNode } from "react";
import { download } from "../export/download.ts";
import { useLanguage } from "../language/language.tsx";
import type { Handle } from "./canvas.tsx";
import { graphml } from "./graphml.ts";
import type { Picture } from "./picture.ts";
import { svg } from "./svg.ts";

interface Saved {
  readonly picture: Picture;
  readonly paths: ReadonlySet<string>;
  /** Null while the canvas is not there. */
  readonly handle: Handle | null;
  readonly writeEdge: (kind: string, share: number | null) => string;
}

/** The picture as a file. */
export function SaveButtons({ picture, paths, handle, writeEdge }: Saved): ReactNode {
  const { texts } = useLanguage();
  const { graph } = texts;
  const caption = (): string => graph.caption(new Date().toLocaleString(texts.code, { timeZone: "Asia/Shanghai" }));
  const saveSvg = (places: ReturnType<Handle["places"]>): void =>
    download("yuxin-graph.svg", "image/svg+xml", svg({ picture, places, paths, writeEdge, caption: caption() }));
  return (
    <p className="fields">
      <button type="button" className="plain" disabled={handle === null} onClick={() => handle && saveSvg(handle.places())}>
        {graph.saveSvg}
      </button>
      <button
        type="button"
        className="plain"
        disabled={handle === null}
        onClick={() => handle && download("yuxin-graph.png", "image/png", handle.png())}
      >
        {graph.savePng}
      </button>
      <button type="button" className="plain" onClick={() => download("yuxin-graph.graphml", "application/xml", graphml(picture))}>
        {graph.saveGraphml}
      </button>
    </p>
  );
}
