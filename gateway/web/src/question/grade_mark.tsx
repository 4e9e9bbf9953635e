import type { ReactNode } from "react";

export const GRADES = ["A", "B", "C", "D"] as const;
export type Grade = (typeof GRADES)[number];

/** A grade as a coloured letter; one that is no longer valid is hollow. */
export function GradeMark({ grade, expired = false }: { readonly grade: Grade; readonly expired?: boolean }): ReactNode {
  return <span className={`grade grade-${grade}${expired ? " expired" : ""}`}>{grade}</span>;
}

/** A grade in its place on the ladder A–D, so that a column of them shows who is high and who is low. */
export function GradeLadder({ grade, expired }: { readonly grade: Grade; readonly expired: boolean }): ReactNode {
  return (
    <span className="ladder">
      {GRADES.map((step) =>
        step === grade ? <GradeMark key={step} grade={grade} expired={expired} /> : <span key={step} className="step" />,
      )}
    </span>
  );
}
