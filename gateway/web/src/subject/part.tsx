import type { ReactNode } from "react";
import type { Variables } from "../api/asking.ts";
import type { ExportedList } from "../export/sending.ts";
import { useTexts } from "../language/language.tsx";
import { changed, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import type { About, Connection } from "./told.ts";

interface Part<Subject> {
  readonly id: string;
  readonly heading: string;
  readonly lead?: string;
  readonly document: string;
  readonly variables: Variables;
  readonly list?: ExportedList;
  readonly children: (subject: Subject) => ReactNode;
}

/** A part of a subject's page, asked for by itself: what is refused to a role is refused there and nowhere else. */
export function SubjectPart<Subject>({ children, ...part }: Part<Subject>): ReactNode {
  const { subject: words } = useTexts();
  return (
    <QuestionSection<About<Subject>> {...part}>
      {({ subjectsByKeys: [subject] }) => (subject ? children(subject) : <p className="empty">{words.unknown}</p>)}
    </QuestionSection>
  );
}

interface Paged {
  /** The parameter of the address that holds the cursor of this part. */
  readonly parameter: string;
  readonly connection: Pick<Connection<unknown>, "pageInfo">;
}

export function Pager({ parameter, connection }: Paged): ReactNode {
  const { search } = useTexts();
  const { parameters } = useAddress();
  const { pageInfo } = connection;
  if (!parameters.has(parameter) && !pageInfo.hasNextPage) return null;
  return (
    <p className="pager">
      {parameters.has(parameter) && <Link to={changed({ [parameter]: null })}>{search.first}</Link>}
      {pageInfo.hasNextPage && <Link to={changed({ [parameter]: pageInfo.endCursor })}>{search.next}</Link>}
    </p>
  );
}
