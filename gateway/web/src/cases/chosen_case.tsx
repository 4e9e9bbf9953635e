import type { ReactNode } from "react";
import { credentials, useCredentialsKey } from "../api/credentials.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";
import { caseAddress, chosenId, leave, nameOf } from "./case.ts";
import { useChosen } from "./use_chosen.ts";

/** In the head of the page: the case that every request of this tab is written down under, and the way out of it. */
export function ChosenCaseHere(): ReactNode {
  const { cases } = useTexts();
  useCredentialsKey();
  const named = credentials().case;
  const id = chosenId();
  if (named === "") return null;
  return (
    <p className="chosen-case">
      {cases.inCase} {id === null ? <Chinese>{named}</Chinese> : <Named key={id} id={id} />}
      <button type="button" className="link" onClick={leave}>
        {cases.leave}
      </button>
    </p>
  );
}

function Named({ id }: { readonly id: string }): ReactNode {
  const found = useChosen(id);
  return <Link to={caseAddress(id)}>{found === null ? id : <Chinese>{nameOf(found.chosen)}</Chinese>}</Link>;
}
