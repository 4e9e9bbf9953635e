import type { ReactNode } from "react";
import { useAbout, useIdentity } from "../api/about.ts";
import { useTexts } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";
import { ServerState } from "../page/server_state.tsx";
import { View } from "../view/view.tsx";
import { OwnGrants, ReceivedGrants } from "./grants_part.tsx";
import { IdentityReviews } from "./identity_part.tsx";

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
