import type { ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { movesSoFar, useAddress } from "../navigation/address.ts";
import { useCounts } from "./waiting.ts";

/** How much waits for the own department, beside the name of its inbox; asked again whenever the reader goes on. */
export function InboxCount(): ReactNode {
  const { inbox } = useTexts();
  useAddress();
  const { outcome } = useCounts(null, movesSoFar());
  const counts = outcome?.kind === "answered" ? outcome.data.inboxCounts : [];
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const overdue = counts.reduce((sum, each) => sum + each.overdue, 0);
  if (all === 0) return null;
  return (
    <>
      {" "}
      <span className={overdue > 0 ? "count late" : "count"}>
        {all}
        <span className="visually-hidden"> {inbox.countOf(all, overdue)}</span>
      </span>
    </>
  );
}
