import { useId, type ChangeEvent, type ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { useWrong, WrongHere } from "./wrong.tsx";

interface Given {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly set: (text: string) => void;
}

/** The text of a file: uploaded, or written here; what is uploaded may be changed before it is sent. */
export function FileText({ name, label, hint, value, set }: Given): ReactNode {
  const { acting } = useTexts();
  const [file, area, told, bad] = [useId(), useId(), useId(), useId()];
  const wrong = useWrong(name);
  const upload = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = event.target.files ?? [];
    if (chosen !== undefined) set(await chosen.text());
  };
  return (
    <>
      <div className="field">
        <label htmlFor={file}>{acting.upload}</label>
        <input id={file} type="file" accept=".yaml,.yml,.json" aria-describedby={told} onChange={(event) => void upload(event)} />
        <p id={told} className="hint">
          {hint}
        </p>
      </div>
      <div className="field">
        <label htmlFor={area}>{label}</label>
        <textarea
          id={area}
          className="file-text"
          required
          rows={10}
          spellCheck={false}
          value={value}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : bad}
          onChange={(event) => set(event.target.value)}
        />
        <WrongHere id={bad} message={wrong} />
      </div>
    </>
  );
}
