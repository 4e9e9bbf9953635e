import type { ReactNode } from "react";
import { accessList } from "../export/lists_of_subject.ts";
import { Chinese, useLanguage, useTexts, word } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import document from "./accesses.graphql?raw";
import { Pager, SubjectPart } from "./part.tsx";
import type { Access, Connection } from "./told.ts";

/** Who has looked at this subject; for itself and the credit office. */
export function AccessesPart({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  const { parameters } = useAddress();
  return (
    <SubjectPart<{ readonly accesses: Connection<Access> }>
      id="accesses"
      list={accessList(texts)}
      heading={parts.accesses}
      lead={parts.accessesLead}
      document={document}
      variables={{ subject, after: parameters.get("accesses") }}
    >
      {({ accesses }) => (
        <>
          <p role="status">{parts.looks(accesses.totalCount)}</p>
          <ol className="entries">
            {accesses.edges.map(({ cursor, node }) => (
              <Entry key={cursor} access={node} />
            ))}
          </ol>
          <Pager parameter="accesses" connection={accesses} />
        </>
      )}
    </SubjectPart>
  );
}

function Entry({ access }: { readonly access: Access }): ReactNode {
  const { texts } = useLanguage();
  const { parts, server } = texts;
  return (
    <li>
      <time dateTime={access.at}>{moment(access.at, texts.code)}</time>
      <div>
        {access.role !== null && word(server.roles, access.role)}{" "}
        {access.department !== null && <Chinese>{access.department.name}</Chinese>}{" "}
        <span className="chip">{word(parts.acts, access.what)}</span>
        {access.proofs.map((proof) => (
          <small key={proof}>{parts.shown(word(parts.proofs, proof))}</small>
        ))}
        {access.grants.map((grant) => (
          <small key={grant.id}>
            {parts.byGrant} <Chinese>{grant.purpose}</Chinese>
          </small>
        ))}
        <details>
          <summary>
            {access.operation ?? parts.operation} · {parts.fields(access.fields.length)}
          </summary>
          <code>{access.fields.join(" ")}</code>
        </details>
      </div>
    </li>
  );
}

function moment(at: string, language: string): string {
  return new Date(at).toLocaleString(language, { timeZone: "Asia/Shanghai", dateStyle: "medium", timeStyle: "short" });
}
