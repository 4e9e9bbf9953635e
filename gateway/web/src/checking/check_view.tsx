import { useEffect, useId, useRef, useState, type ChangeEvent, type FormEvent, type ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { Problems } from "../question/problems.tsx";
import { View } from "../view/view.tsx";
import { CheckedTable } from "./checked_table.tsx";
import { check, listed, MOST, type Checked, type Listed, type Result } from "./list.ts";

/** A list of subjects, pasted or from a file, checked at once. It is never in the address: whom one looks at is one's own. */
export function CheckView(): ReactNode {
  const { views, checking } = useTexts();
  const { rows, total, result, run } = useChecking();
  const [refused, setRefused] = useState<Listed | null>(null);

  const start = (text: string): void => {
    const list = listed(text);
    setRefused(list);
    if (list.keys.length > 0 && list.keys.length <= MOST) run(list.keys);
  };
  return (
    <View heading={views.check} title={views.check} lead={checking.lead}>
      <ListForm start={start} />
      {refused !== null && <ListNote list={refused} />}
      {total > 0 && (
        <section className="panel" aria-label={checking.result}>
          {result === null && (
            <p role="status">
              <progress value={rows.length} max={total} aria-label={checking.progress} /> {checking.asked(rows.length, total)}
            </p>
          )}
          {result?.kind === "failed" && <Problems heading={checking.failed(rows.length, total)} problems={result.problems} />}
          {result !== null && rows.length > 0 && <CheckedTable rows={rows} />}
        </section>
      )}
    </View>
  );
}

interface Checking {
  readonly rows: readonly Checked[];
  readonly total: number;
  readonly result: Result | null;
  readonly run: (keys: readonly string[]) => void;
}

/** One check at a time: a new one gives up the one before. */
function useChecking(): Checking {
  const [rows, setRows] = useState<readonly Checked[]>([]);
  const [total, setTotal] = useState(0);
  const [result, setResult] = useState<Result | null>(null);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);

  const run = (keys: readonly string[]): void => {
    underWay.current?.abort();
    const own = new AbortController();
    underWay.current = own;
    setRows([]);
    setTotal(keys.length);
    setResult(null);
    check(keys, own.signal, setRows).then(setResult, (error: unknown) => {
      if (!own.signal.aborted) throw error;
    });
  };
  return { rows, total, result, run };
}

function ListForm({ start }: { readonly start: (text: string) => void }): ReactNode {
  const { checking } = useTexts();
  const [area, file, hint] = [useId(), useId(), useId()];
  const [text, setText] = useState("");

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start(text);
  };
  const upload = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = event.target.files ?? [];
    if (chosen === undefined) return;
    const read = await chosen.text();
    setText(read);
    start(read);
  };
  return (
    <form className="panel check" onSubmit={submit}>
      <div className="field">
        <label htmlFor={area}>{checking.list}</label>
        <textarea
          id={area}
          rows={6}
          value={text}
          spellCheck={false}
          aria-describedby={hint}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={hint} className="hint">
          {checking.hint}
        </p>
      </div>
      <div className="fields">
        <div className="field wide">
          <label htmlFor={file}>{checking.file}</label>
          <input id={file} type="file" accept=".csv,.txt,text/plain,text/csv" onChange={(event) => void upload(event)} />
        </div>
        <button type="submit">{checking.check}</button>
      </div>
    </form>
  );
}

function ListNote({ list }: { readonly list: Listed }): ReactNode {
  const { checking } = useTexts();
  const notes = [
    ...(list.keys.length === 0 ? [checking.none] : []),
    ...(list.keys.length > MOST ? [checking.tooMany(MOST)] : []),
    ...(list.refused.length > 0 ? [checking.refused(list.refused.length, list.refused.slice(0, 5))] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <div className="panel refused" role="alert">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}
