import { useEffect, type ReactNode } from "react";
import { AboutHere, useReadAbout } from "../api/about.ts";
import { useCredentialsKey } from "../api/credentials.ts";
import { CaseView } from "../cases/case_view.tsx";
import { CasesView } from "../cases/cases_view.tsx";
import { DepartmentsView } from "../catalogue/departments_view.tsx";
import { SystemsView } from "../catalogue/systems_view.tsx";
import { AdministrationView } from "../administration/administration_view.tsx";
import { CheckView } from "../checking/check_view.tsx";
import { CoverageView } from "../coverage/coverage_view.tsx";
import { DrawView } from "../draws/draw_view.tsx";
import { DrawsView } from "../draws/draws_view.tsx";
import { GraphView } from "../graph/graph_view.tsx";
import { HomeView } from "../home/home_view.tsx";
import { IdentityView } from "../identity/identity_view.tsx";
import { InboxView } from "../inbox/inbox_view.tsx";
import { InspectionsView } from "../inspections/inspections_view.tsx";
import { useTexts } from "../language/language.tsx";
import { ListsView } from "../lists/lists_view.tsx";
import { ModelsView } from "../lists/models_view.tsx";
import { PlansView } from "../lists/plans_view.tsx";
import { addressOf, useAddress, type Address } from "../navigation/address.ts";
import { ObjectionsView } from "../objections/objections_view.tsx";
import { QuestionsView } from "../questions/questions_view.tsx";
import { RepairsView } from "../repairs/repairs_view.tsx";
import { ReviewingView } from "../reviewing/reviewing_view.tsx";
import { SearchView } from "../search/search_view.tsx";
import { SubjectView } from "../subject/subject_view.tsx";
import { NotFoundView } from "../view/not_found_view.tsx";
import { WindowView } from "../window/window_view.tsx";
import { PageHeader } from "./page_header.tsx";

/** Every view has an address; `gateway/web/pages.py` serves the page at each of them. */
const VIEWS: Readonly<Record<string, (address: Address) => ReactNode>> = {
  "": () => <HomeView />,
  administration: () => <AdministrationView />,
  cases: ({ parts: [, id] }) => (id === undefined ? <CasesView /> : <CaseView id={id} />),
  check: () => <CheckView />,
  coverage: () => <CoverageView />,
  departments: () => <DepartmentsView />,
  discrepancies: () => <ReviewingView />,
  draws: ({ parts: [, draw] }) => (draw === undefined ? <DrawsView /> : <DrawView draw={draw} />),
  graph: () => <GraphView />,
  identity: () => <IdentityView />,
  inbox: () => <InboxView />,
  inspections: () => <InspectionsView />,
  lists: () => <ListsView />,
  models: () => <ModelsView />,
  objections: () => <ObjectionsView />,
  plans: () => <PlansView />,
  questions: () => <QuestionsView />,
  repairs: () => <RepairsView />,
  search: () => <SearchView />,
  systems: () => <SystemsView />,
  window: () => <WindowView />,
  subject: ({ parts: [, subject = ""] }) => <SubjectView subject={subject} />,
};

export function Page(): ReactNode {
  const texts = useTexts();
  const about = useReadAbout();
  const address = useAddress();
  const asking = useCredentialsKey();
  const { parts } = address;
  useEarlierAddress(address);

  return (
    <AboutHere value={about}>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <PageHeader here={parts[0] ?? ""} />
      <main id="content" tabIndex={-1}>
        {/* Another view, or another who asks, begins anew; the identity's own form stays. */}
        <div key={parts[0] === "identity" ? "identity" : `${parts.join("/")} ${asking}`}>{view(address)}</div>
      </main>
      <footer>
        <p>{texts.footer}</p>
      </footer>
    </AboutHere>
  );
}

function view(address: Address): ReactNode {
  const show = VIEWS[address.parts[0] ?? ""];
  return show === undefined ? <NotFoundView /> : show(address);
}

/** `/?subject=…` was the address of the three questions. */
function useEarlierAddress({ parts, parameters }: Address): void {
  const subject = parts.length === 0 ? parameters.get("subject") : null;
  useEffect(() => {
    if (subject === null) return;
    const lang = parameters.get("lang");
    history.replaceState(null, "", addressOf(["questions"], { subject, lang }));
    dispatchEvent(new PopStateEvent("popstate"));
  }, [subject]);
}
