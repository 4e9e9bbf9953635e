import { useState, type ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { Choice } from "../acting/fields.tsx";
import { ListPager } from "../acting/list_pager.tsx";
import { inboxList } from "../export/lists.ts";
import { useTexts, word } from "../language/language.tsx";
import { changed, go, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { useDepartmentNames } from "../reviewing/department_names.ts";
import { View } from "../view/view.tsx";
import document from "./inbox.graphql?raw";
import { InboxEntry } from "./inbox_entry.tsx";
import { INBOX_KINDS, useCounts, type InboxData } from "./waiting.ts";

const OFFICE = "coordinator";

/** What waits for a department: an officer's own, for the credit office the one that the address names. */
export function InboxView(): ReactNode {
  const texts = useTexts();
  const { views, inbox } = texts;
  const { parameters } = useAddress();
  const [round, setRound] = useState(0);
  const identity = useIdentity();
  const department = parameters.get("department");
  const kinds = parameters.getAll("kind");
  const office = identity?.role === OFFICE;
  const whose = office ? department : null;
  return (
    <View heading={views.inbox} title={views.inbox} lead={inbox.lead}>
      {office && <DepartmentChoice department={department} />}
      {office && department === null && <p className="panel empty">{inbox.choose}</p>}
      {identity !== null && (!office || department !== null) && (
        <>
          <Counts department={whose} kinds={kinds} round={round} />
          <QuestionSection<InboxData>
            id="inbox"
            list={inboxList(texts)}
            heading={inbox.waiting}
            document={document}
            variables={{ department: whose, kinds: kinds.length > 0 ? kinds : null, after: parameters.get("after") }}
            round={round}
          >
            {({ inbox: { nodes, pageInfo } }) => (
              <>
                {nodes.length === 0 && <p role="status">{inbox.none}</p>}
                <ol className="entries waiting">
                  {nodes.map((each) => (
                    <InboxEntry key={each.key} waiting={each} department={whose} again={() => setRound((now) => now + 1)} />
                  ))}
                </ol>
                <ListPager pageInfo={pageInfo} />
              </>
            )}
          </QuestionSection>
        </>
      )}
    </View>
  );
}

function DepartmentChoice({ department }: { readonly department: string | null }): ReactNode {
  const { inbox } = useTexts();
  const departments = useDepartmentNames();
  return (
    <form className="panel fields" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={inbox.department}
        value={department ?? ""}
        set={(chosen) => go(changed({ department: chosen, kind: null, after: null }))}
        values={[["", inbox.choose], ...departments.map(({ key, name }): [string, string] => [key, name])]}
      />
    </form>
  );
}

interface Counted {
  readonly department: string | null;
  readonly kinds: readonly string[];
  readonly round: number;
}

/** How much of each kind waits; a kind narrows the list to itself. */
function Counts({ department, kinds, round }: Counted): ReactNode {
  const { inbox, search } = useTexts();
  const { outcome } = useCounts(department, round);
  const counts = outcome?.kind === "answered" ? outcome.data.inboxCounts : [];
  const shown = INBOX_KINDS.flatMap((kind) => counts.find((each) => each.kind === kind) ?? []);
  if (shown.length === 0) return null;
  return (
    <nav className="counts" aria-label={inbox.byKind}>
      {shown.map(({ kind, count, overdue }) => (
        <Link key={kind} to={changed({ kind, after: null })} current={kinds.includes(kind)}>
          <strong>{count}</strong> {word(inbox.kinds, kind)}
          {overdue > 0 && <span className="chip expired">{inbox.overdue(overdue)}</span>}
        </Link>
      ))}
      {kinds.length > 0 && <Link to={changed({ kind: null, after: null })}>{search.clear}</Link>}
    </nav>
  );
}
