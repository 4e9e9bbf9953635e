import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { inAddress, setInAddress } from "../navigation/address.ts";
import { en } from "./en.ts";
import { zh, type Texts } from "./zh.ts";

export type { Texts };

export type Language = "zh" | "en";

const TEXTS: Record<Language, Texts> = { zh, en };
const REMEMBERED = "yuxin.lang";

interface Speaking {
  readonly language: Language;
  readonly texts: Texts;
  readonly speak: (language: Language) => void;
}

const Spoken = createContext<Speaking>({ language: "zh", texts: zh, speak: () => undefined });

/** Gives the page its language: `?lang=` of the address, else the remembered one, else Chinese. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(firstLanguage);
  const texts = TEXTS[language];

  useEffect(() => {
    document.documentElement.lang = texts.code;
  }, [texts]);

  const speak = (chosen: Language): void => {
    localStorage.setItem(REMEMBERED, chosen);
    setInAddress("lang", chosen);
    setLanguage(chosen);
  };
  return <Spoken value={{ language, texts, speak }}>{children}</Spoken>;
}

export function useLanguage(): Speaking {
  return useContext(Spoken);
}

export function useTexts(): Texts {
  return useContext(Spoken).texts;
}

/** Text that is Chinese in either language of the page: names and the plan's own words. */
export function Chinese({ children }: { readonly children: ReactNode }): ReactNode {
  return <span lang="zh-CN">{children}</span>;
}

/** The page's word for a value of the API; a value it does not know yet is shown as it came. */
export function word(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value;
}

function firstLanguage(): Language {
  const asked = inAddress("lang");
  if (asked === null) return localStorage.getItem(REMEMBERED) === "en" ? "en" : "zh";
  const language = asked === "en" ? "en" : "zh";
  localStorage.setItem(REMEMBERED, language);
  return language;
}
