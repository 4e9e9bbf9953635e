import type { ReactNode } from "react";
import { holderList } from "../export/lists_of_subject.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { percent } from "../graph/look.ts";
import { QuestionSection } from "../question/question_section.tsx";
import type { NamedSubject } from "../question/subject_name.tsx";
import { subjectParts } from "./key.ts";
import document from "./ownership.graphql?raw";

interface Data {
  readonly ownership: {
    readonly holderCount: number;
    readonly known: number;
    readonly controlReason: string;
    readonly actualController: NamedSubject | null;
    readonly holders: readonly { readonly share: number; readonly direct: number; readonly subject: NamedSubject }[];
  } | null;
}

/** Who owns it and who controls it in the end, through every level of holdings. */
export function OwnershipPart({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  return (
    <QuestionSection<Data> id="ownership" list={holderList(texts)} heading={parts.ownership} document={document} variables={{ subject }}>
      {({ ownership }) =>
        ownership === null ? (
          <p role="status">{parts.noOwnership}</p>
        ) : (
          <>
            <p>
              {parts.controller}{" "}
              {ownership.actualController === null ? "—" : <Named subject={ownership.actualController} />}{" "}
              <span className="chip">{word(parts.control, ownership.controlReason)}</span>
            </p>
            {ownership.holderCount > 0 && <p role="status">{parts.holders(ownership.holderCount, percent(ownership.known))}</p>}
            <ul className="entries">
              {ownership.holders.map((holder) => (
                <li key={holder.subject.key}>
                  <span>{percent(holder.share)}</span>
                  <p>
                    <Named subject={holder.subject} />
                    {holder.direct !== holder.share && <small>{parts.direct(percent(holder.direct))}</small>}
                  </p>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </QuestionSection>
  );
}

/** A subject by its name, which leads to its page. */
export function Named({ subject }: { readonly subject: Pick<NamedSubject, "key" | "displayName"> }): ReactNode {
  return (
    <Link to={addressOf(subjectParts(subject.key))}>
      <Chinese>{subject.displayName}</Chinese>
    </Link>
  );
}
