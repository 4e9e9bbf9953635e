import type { ReactNode } from "react";
import { useAbout, useIdentity, type About } from "../api/about.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useCaseNeeded } from "../cases/use_chosen.ts";
import { Chinese, useLanguage, useTexts } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { ServerState } from "../page/server_state.tsx";
import { SearchBox } from "../search/search_box.tsx";
import { subjectParts } from "../subject/key.ts";
import { View } from "../view/view.tsx";
import ownPage from "./own_page.graphql?raw";

const ITSELF = "subject";

interface Owned {
  readonly key: string;
  readonly displayName: string;
}

/** The first screen: what this is, and what to do first. */
export function HomeView(): ReactNode {
  const texts = useTexts();
  const about = useAbout();
  return (
    <div className="home-view">
      <View heading={texts.headline} title={texts.home.title} lead={texts.intro}>
        <SearchBox />
        <Own />
        <CaseFirst />
        <Tasks />
        {about.outcome?.kind === "answered" && <Demo about={about.outcome.data} />}
        <ServerState about={about} />
      </View>
    </div>
  );
}

/** Who is a subject itself begins with its own page. */
function Own(): ReactNode {
  return useIdentity()?.role === ITSELF ? <OwnPage /> : null;
}

function OwnPage(): ReactNode {
  const { home } = useTexts();
  const { outcome } = useAnswer<{ readonly me: { readonly subject: Owned | null } }>(ownPage, {});
  const subject = outcome?.kind === "answered" ? outcome.data.me.subject : null;
  if (subject === null) return null;
  return (
    <p className="panel">
      <Link to={addressOf(subjectParts(subject.key))}>
        {home.own} <Chinese>{subject.displayName}</Chinese>
      </Link>
    </p>
  );
}

/** An investigator asks for nothing without a case. */
function CaseFirst(): ReactNode {
  const { cases } = useTexts();
  if (useCaseNeeded() !== true) return null;
  return (
    <p className="panel">
      {cases.needed} <Link to="/cases">{cases.neededDo}</Link>
    </p>
  );
}

function Tasks(): ReactNode {
  const { home } = useTexts();
  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks">{home.tasks}</h2>
      <ul className="tasks">
        {home.doing.map(({ to, name, what }) => (
          <li key={to}>
            <Link to={to}>{name}</Link>
            <p>{what}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Demo({ about }: { readonly about: About }): ReactNode {
  const { language, texts } = useLanguage();
  if (about.demoSubjects.length === 0) return null;
  return (
    <section aria-labelledby="demo">
      <h2 id="demo">{texts.home.demo}</h2>
      <ul className="demo">
        {about.demoSubjects.map((subject) => (
          <li key={subject.key}>
            <Link to={addressOf(subjectParts(subject.key))}>
              <Chinese>{subject.name}</Chinese>
            </Link>{" "}
            <small>{subject.story[language]}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
