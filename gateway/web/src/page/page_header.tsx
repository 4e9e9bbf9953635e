import type { MouseEvent, ReactNode } from "react";
import { useLanguage, type Language } from "../language/language.tsx";

const LANGUAGES: readonly (readonly [Language, string, string])[] = [
  ["zh", "zh-CN", "中文"],
  ["en", "en", "English"],
];

export function PageHeader(): ReactNode {
  const { texts } = useLanguage();
  return (
    <header className="page-header">
      <a className="brand" href="/">
        {texts.brand}
      </a>
      <nav aria-label={texts.navigation}>
        <a href="/graphiql">{texts.graphiql}</a>
        <a href="/schema.graphql" title={texts.schemaHint}>
          {texts.schema}
        </a>
      </nav>
      <LanguageSwitch />
    </header>
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
