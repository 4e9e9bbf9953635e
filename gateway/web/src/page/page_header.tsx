import type { MouseEvent, ReactNode } from "react";
import { useIdentity } from "../api/about.ts";
import { useLanguage, useTexts, word, type Language } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";

const LANGUAGES: readonly (readonly [Language, string, string])[] = [
  ["zh", "zh-CN", "中文"],
  ["en", "en", "English"],
];

/** `here` is the first part of the present address. */
export function PageHeader({ here }: { readonly here: string }): ReactNode {
  const { texts } = useLanguage();
  return (
    <header className="page-header">
      <Link className="brand" to="/">
        {texts.brand}
      </Link>
      <nav className="views" aria-label={texts.navigation}>
        {texts.menu.map(({ to, name }) => (
          <Link key={to} to={to} current={to === `/${here}`}>
            {name}
          </Link>
        ))}
        <a href="/graphiql">{texts.graphiql}</a>
        <a href="/schema.graphql" title={texts.schemaHint}>
          {texts.schema}
        </a>
      </nav>
      <div className="asker">
        <Asker here={here} />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function Asker({ here }: { readonly here: string }): ReactNode {
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
