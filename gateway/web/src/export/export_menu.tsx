import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Variables } from "../api/asking.ts";
import { useLanguage } from "../language/language.tsx";
import { Failures } from "../question/problems.tsx";
import { download } from "./download.ts";
import { exported, FORMATS, type Came, type ExportedList, type Format } from "./sending.ts";

interface Menu {
  readonly document: string;
  readonly variables: Variables;
  readonly list: ExportedList;
  /** Beside menus of other lists it says which one it takes. */
  readonly named?: boolean;
}

interface UnderWay {
  readonly bytes: number;
  readonly stop: () => void;
}

/** The whole list as a file, not only the page of it that is shown. */
export function ExportMenu({ document, variables, list, named = false }: Menu): ReactNode {
  const { texts } = useLanguage();
  const { exporting } = texts;
  const label = named ? exporting.one(list.name) : exporting.all;
  const [underWay, setUnderWay] = useState<UnderWay | null>(null);
  const [came, setCame] = useState<Came | null>(null);
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);

  const save = async (format: Format): Promise<void> => {
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    leaving.current = stopping;
    setCame(null);
    setUnderWay({ bytes: 0, stop });
    try {
      const outcome = await exported({ document, variables, list }, format, (bytes) => setUnderWay({ bytes, stop }), stopping.signal);
      if (outcome.kind === "came") download(`${list.name}.${format}`, outcome.file.type, outcome.file);
      setCame(outcome);
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    } finally {
      setUnderWay(null);
    }
  };
  return (
    <div className="exporting">
      <div className="fields" role="group" aria-label={label}>
        <span>{label}</span>
        {FORMATS.map((format) => (
          <button key={format} type="button" className="plain" disabled={underWay !== null} onClick={() => void save(format)}>
            {exporting.formats[format]}
          </button>
        ))}
        {underWay !== null && (
          <>
            <span role="status">{exporting.underWay((underWay.bytes / 1024).toLocaleString(texts.code, { maximumFractionDigits: 0 }))}</span>
            <button type="button" className="link" onClick={underWay.stop}>
              {exporting.stop}
            </button>
          </>
        )}
      </div>
      {came !== null && <Ended came={came} />}
    </div>
  );
}

function Ended({ came }: { readonly came: Came }): ReactNode {
  const { texts } = useLanguage();
  const { exporting } = texts;
  if (came.kind === "failed") return <Failures heading={exporting.failed} problems={came.problems} />;
  const rows = came.rows.toLocaleString(texts.code);
  if (came.complete) return <p role="status">{exporting.whole(rows)}</p>;
  return (
    <p role="alert">
      {exporting.cut(rows)} {came.why}
    </p>
  );
}
