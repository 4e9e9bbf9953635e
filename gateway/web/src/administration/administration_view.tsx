import type { ReactNode } from "react";
import { useAbout, useIdentity } from "../api/about.ts";
import { ListPager, type PageInfo } from "../acting/list_pager.tsx";
import { cityDay } from "../disagreements/disagreement.ts";
import { Chinese, useTexts } from "../language/language.tsx";
import { addressOf, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { ServerState } from "../page/server_state.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { subjectParts } from "../subject/key.ts";
import { View } from "../view/view.tsx";
import { OwnGrants, ReceivedGrants } from "./grants_part.tsx";
import document from "./identity_reviews.graphql?raw";

const STAFF: readonly string[] = ["officer", "investigator", "coordinator", "admin", "integration"];

/** What a role may look after: a subject its grants, a grantee those that it has, the credit office whom rows mean. */
export function AdministrationView(): ReactNode {
  const { views, administering } = useTexts();
  const about = useAbout();
  const role = useIdentity()?.role;
  return (
    <View heading={views.administration} title={views.administration} lead={administering.lead}>
      <ServerState about={about} />
      {role === "subject" && <OwnGrants />}
      {role === "grantee" && <ReceivedGrants />}
      {role === "coordinator" && <IdentityReviews />}
      {STAFF.includes(role ?? "") && (
        <p className="panel">
          <Link to="/systems">{administering.systems}</Link>
        </p>
      )}
    </View>
  );
}

interface Review {
  readonly id: string;
  readonly waiting: number;
  readonly firstSeenAt: string;
  readonly clues: { readonly name: string | null; readonly district: string | null };
  readonly department: { readonly name: string } | null;
  readonly candidates: readonly { readonly subject: { readonly key: string; readonly displayName: string } | null }[];
}

interface Data {
  readonly identityReviews: { readonly totalCount: number; readonly pageInfo: PageInfo; readonly nodes: readonly Review[] };
}

function IdentityReviews(): ReactNode {
  const { administering } = useTexts();
  const { parameters } = useAddress();
  return (
    <QuestionSection<Data>
      id="identity-reviews"
      heading={administering.identities}
      lead={administering.identitiesLead}
      document={document}
      variables={{ after: parameters.get("after") }}
    >
      {({ identityReviews: { nodes, totalCount, pageInfo } }) => (
        <>
          <p role="status">{administering.waiting(totalCount)}</p>
          <ul className="entries">
            {nodes.map((review) => (
              <Entry key={review.id} review={review} />
            ))}
          </ul>
          <ListPager pageInfo={pageInfo} />
        </>
      )}
    </QuestionSection>
  );
}

function Entry({ review }: { readonly review: Review }): ReactNode {
  const { administering } = useTexts();
  const { clues, candidates, department } = review;
  return (
    <li>
      <time dateTime={review.firstSeenAt}>{cityDay(review.firstSeenAt)}</time>
      <div>
        <p>
          <Chinese>{[clues.name, clues.district, department?.name].filter(Boolean).join(" · ")}</Chinese>{" "}
          <small>{administering.rows(review.waiting)}</small>
        </p>
        <p>
          {administering.candidates}{" "}
          {candidates.map(({ subject }) =>
            subject === null ? null : (
              <Link key={subject.key} to={addressOf(subjectParts(subject.key))}>
                <Chinese>{subject.displayName}</Chinese>
              </Link>
            ),
          )}
        </p>
      </div>
    </li>
  );
}
