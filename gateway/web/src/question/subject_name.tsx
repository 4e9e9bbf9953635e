import type { ReactNode } from "react";
import { Chinese, useTexts } from "../language/language.tsx";

export interface NamedSubject {
  readonly key: string;
  readonly displayName: string;
  readonly synthetic: boolean;
}

/** Whom an answer is about; a synthetic subject is marked wherever its name stands. */
export function SubjectName({ subject }: { readonly subject: NamedSubject }): ReactNode {
  const texts = useTexts();
  return (
    <p className="subject-name">
      <strong>
        <Chinese>{subject.displayName}</Chinese>
      </strong>
      <code>{subject.key.replace(/^uscc:/, "")}</code>
      {subject.synthetic && <span className="chip synthetic">{texts.subject.synthetic}</span>}
    </p>
  );
}
