import type { MouseEvent, ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { ChosenCaseHere } from "../cases/chosen_case.tsx";
import { InboxCount } from "../inbox/inbox_count.tsx";
import { useLanguage, useTexts, word, type Language } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";

const LANGUAGES: readonly (readonly [Language, string, string])[] = [
  ["zh", "zh-CN", "中文"],
  ["en", "en", "English"],
];

const [OFFICER, OFFICE] = ["officer", "coordinator"] as const;

interface Here {
  /** The first part of the present address. */
  readonly here: string;
}

export function PageHeader({ here }: Here): ReactNode {
  const { texts } = useLanguage();
  return (
    <header className="page-header">
      <Link className="brand" to="/">
        {texts.brand}
      </Link>
      <nav className="views" aria-label={texts.navigation}>
        <Inbox here={here} />
        {texts.menu.map(({ to, name }) => (
          <Link key={to} to={to} current={to === `/${here}`}>
            {name}
          </Link>
        ))}
        <a href="/graphiql">{texts.graphiql}</a>
        <a href="/schema.graphql" title={texts.schemaHint}>
          {texts.schema}
        </a>
        <More here={here} />
      </nav>
      <div className="asker">
        <Asker here={here} />
        <LanguageSwitch />
      </div>
      <ChosenCaseHere />
    </header>
  );
}

/** Who has an inbox begins with it; how much waits there is told to an officer, whose own it is. */
function Inbox({ here }: Here): ReactNode {
  const { views } = useTexts();
  const role = useIdentity()?.role;
  if (role !== OFFICER && role !== OFFICE) return null;
  return (
    <Link to="/inbox" current={here === "inbox"}>
      {views.inbox}
      {role === OFFICER && <InboxCount />}
    </Link>
  );
}

/** What is wanted less often, as far as a role may see anything there. */
function More({ here }: Here): ReactNode {
  const { more, moreMenu } = useTexts();
  const role = useIdentity()?.role ?? "";
  const shown = moreMenu.filter(({ roles }) => roles === null || roles.includes(role));
  return (
    <details className="more" key={here}>
      <summary>{more}</summary>
      <div>
        {shown.map(({ to, name }) => (
          <Link key={to} to={to} current={to === `/${here}`}>
            {name}
          </Link>
        ))}
      </div>
    </details>
  );
}

function Asker({ here }: Here): ReactNode {
  const { views, server } = useTexts();
  const identity = useIdentity();
  return (
    <Link to="/identity" current={here === "identity"}>
      {identity === null ? views.identity : word(server.roles, identity.role)}
    </Link>
  );
}

function LanguageSwitch(): ReactNode {
  const { language, texts, speak } = useLanguage();
  const choose = (event: MouseEvent, chosen: Language): void => {
    event.preventDefault();
    speak(chosen);
  };
  return (
    <nav className="languages" aria-label={texts.languages}>
      {LANGUAGES.map(([each, code, name]) => (
        <a
          key={each}
          href={`?lang=${each}`}
          hrefLang={code}
          lang={code}
          aria-current={each === language ? "true" : undefined}
          onClick={(event) => choose(event, each)}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
