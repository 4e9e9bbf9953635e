import { useState, type ReactNode } from "react";
import { ActForm } from "../acting/act_form.tsx";
import { Came } from "../acting/came.tsx";
import { Line } from "../acting/fields.tsx";
import { useRepeatable } from "../acting/use_act.ts";
import { cityDay } from "../disagreements/disagreement.ts";
import { grantList } from "../export/lists_of_work.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import { endOfDay } from "../subject/time_choice.tsx";
import granting from "./grant.graphql?raw";
import own from "./own_grants.graphql?raw";
import received from "./received_grants.graphql?raw";
import revoking from "./revoke.graphql?raw";

const VALID = "VALID";
const SCOPES = ["composite", "allItems", "measures", "archive"] as const;
type Scope = Readonly<Record<(typeof SCOPES)[number], boolean>>;

interface Grant {
  readonly id: string;
  readonly subjectKey?: string;
  readonly grantee: string;
  readonly purpose: string;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly state: string;
  readonly scope: Scope & { readonly items: readonly { readonly name: string }[] };
}

interface Grants {
  readonly totalCount: number;
  readonly nodes: readonly Grant[];
}

/** What the subject lets others see: each may be revoked, and another be given. */
export function OwnGrants(): ReactNode {
  const texts = useTexts();
  const { administering } = texts;
  const [round, setRound] = useState(0);
  const again = (): void => setRound((now) => now + 1);
  return (
    <QuestionSection<{ readonly me: { readonly subject: { readonly grants: Grants } | null } }>
      id="grants"
      list={grantList(texts, true)}
      heading={administering.own}
      lead={administering.ownLead}
      document={own}
      variables={{}}
      round={round}
    >
      {({ me }) => (
        <>
          <p role="status">{administering.count(me.subject?.grants.totalCount ?? 0)}</p>
          <ul className="entries">
            {me.subject?.grants.nodes.map((grant) => (
              <Entry key={grant.id} grant={grant}>
                {grant.state === VALID && <Revoking grant={grant.id} again={again} />}
              </Entry>
            ))}
          </ul>
          <Granting again={again} />
        </>
      )}
    </QuestionSection>
  );
}

/** What others let the grantee see. */
export function ReceivedGrants(): ReactNode {
  const texts = useTexts();
  const { administering } = texts;
  return (
    <QuestionSection<{ readonly grantsReceived: Grants }>
      id="grants"
      list={grantList(texts, false)}
      heading={administering.received}
      document={received}
      variables={{}}
    >
      {({ grantsReceived: { nodes, totalCount } }) => (
        <>
          <p role="status">{administering.count(totalCount)}</p>
          <ul className="entries">
            {nodes.map((grant) => (
              <Entry key={grant.id} grant={grant} />
            ))}
          </ul>
        </>
      )}
    </QuestionSection>
  );
}

function Entry({ grant, children }: { readonly grant: Grant; readonly children?: ReactNode }): ReactNode {
  const { administering } = useTexts();
  const { scope, subjectKey } = grant;
  const parts = [...SCOPES.filter((each) => scope[each]).map((each) => administering.scopes[each]), ...scope.items.map(({ name }) => name)];
  return (
    <li>
      <time dateTime={grant.grantedAt}>{cityDay(grant.grantedAt)}</time>
      <div>
        <p className="about">
          {subjectKey === undefined ? (
            <code>{grant.grantee}</code>
          ) : (
            <Link to={addressOf(subjectParts(subjectKey))}>
              <code>{codeOfKey(subjectKey)}</code>
            </Link>
          )}{" "}
          <span className="chip">{word(administering.states, grant.state)}</span>{" "}
          <small>{administering.until(cityDay(grant.expiresAt))}</small>
        </p>
        <p>
          <Chinese>{grant.purpose}</Chinese> · {parts.join("、")}
        </p>
        {children}
      </div>
    </li>
  );
}

function Revoking({ grant, again }: { readonly grant: string; readonly again: () => void }): ReactNode {
  const { administering } = useTexts();
  const { busy, outcome, send } = useRepeatable(revoking, again);
  return (
    <>
      <button type="button" className="plain" disabled={busy} onClick={() => void send({ grant })}>
        {administering.revoke}
      </button>
      <Came outcome={outcome} again={again} />
    </>
  );
}

function Granting({ again }: { readonly again: () => void }): ReactNode {
  const { administering } = useTexts();
  const [grantee, setGrantee] = useState("");
  const [purpose, setPurpose] = useState("");
  const [until, setUntil] = useState("");
  const [scope, setScope] = useState<Scope>({ composite: true, allItems: false, measures: false, archive: false });
  const act = useRepeatable(granting, again);
  const send = (): void =>
    void act.send({ grantee: grantee.trim(), purpose: purpose.trim(), scope, expiresAt: endOfDay(until) });
  return (
    <details className="act">
      <summary>{administering.grant}</summary>
      <ActForm act={act} again={again} send={send} words={administering.give}>
        <Line name="grantee" label={administering.grantee} value={grantee} set={setGrantee} most={18} />
        <Line name="purpose" label={administering.purpose} value={purpose} set={setPurpose} />
        <Line name="expiresAt" label={administering.expires} type="date" value={until} set={setUntil} />
        <fieldset>
          <legend>{administering.scope}</legend>
          <div className="ticks">
            {SCOPES.map((each) => (
              <label key={each}>
                <input type="checkbox" checked={scope[each]} onChange={(event) => setScope({ ...scope, [each]: event.target.checked })} />
                {administering.scopes[each]}
              </label>
            ))}
          </div>
        </fieldset>
      </ActForm>
    </details>
  );
}
