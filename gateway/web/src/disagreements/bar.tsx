import type { ReactNode } from "react";
import { useTexts } from "../language/language.tsx";

const HEADROOM = 1.25;

interface Measured {
  readonly label: string;
  /** Null: there is no figure, and `note` says why. */
  readonly value: number | null;
  readonly required?: number;
  /** What a full bar stands for; without it, a little more than the larger of value and target. */
  readonly full?: number;
  readonly write: (value: number) => string;
  readonly note?: ReactNode;
}

/** A figure as a bar with a tick where the target is. The numbers stand beside it in words. */
export function Bar({ label, value, required, full, write, note }: Measured): ReactNode {
  const { disagreements } = useTexts();
  const whole = full ?? HEADROOM * Math.max(value ?? 0, required ?? 0);
  const written = value === null ? disagreements.noValue : write(value);
  return (
    <div className="bar">
      <p>
        <span>{label}</span>
        <strong>{required === undefined ? written : disagreements.ofTarget(written, write(required))}</strong>
      </p>
      <svg className={value === null ? "no-value" : undefined} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="track" width="100" height="8" />
        {value !== null && <rect className="value" width={share(value, whole)} height="8" />}
        {required !== undefined && <rect className="target" x={Math.min(share(required, whole), 99)} width="1" height="8" />}
      </svg>
      {note !== undefined && <small className="note">{note}</small>}
    </div>
  );
}

function share(value: number, whole: number): number {
  return whole > 0 ? Math.min(100, (100 * value) / whole) : 0;
}
