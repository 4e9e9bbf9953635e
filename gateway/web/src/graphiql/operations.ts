import type { Language } from "../language/language.tsx";
import type { Persona } from "./words.ts";

/** An operation that is ready to be run: `says` is its first line in each language. */
export interface ReadyMade {
  readonly persona: Persona;
  readonly name: string;
  readonly document: string;
  readonly says: Readonly<Record<Language, string>>;
}

const FILES = import.meta.glob<string>("./operations/*/*.graphql", { query: "?raw", import: "default", eager: true });

/** Every operation of `operations/PERSONA/NAME.graphql`, in the files' order. */
export const READY_MADE: readonly ReadyMade[] = Object.entries(FILES).map(([path, document]) => {
  const [persona = "", file = ""] = path.split("/").slice(-2);
  const [zh = "", en = ""] = (document.split("\n", 1)[0] ?? "").replace(/^# /, "").split("/ ");
  return { persona: persona as Persona, name: file.replace(".graphql", ""), document, says: { zh, en } };
});
