import type { ReactNode } from "react";
import type { About } from "../api/about.ts";
import type { Watched } from "../api/use_outcome.ts";
import { useLanguage, useTexts, word } from "../language/language.tsx";
import { Problems } from "../question/problems.tsx";

const EMBEDDED_ENGINE = "kglite";

/** Who the reader is here, what answers, and whether the data is real. */
export function ServerState({ about }: { readonly about: Watched<About> }): ReactNode {
  const { server } = useTexts();
  return (
    <section className="server-state" aria-label={server.heading}>
      <Content about={about} />
    </section>
  );
}

function Content({ about }: { readonly about: Watched<About> }): ReactNode {
  const { server, question } = useTexts();
  const { outcome } = about;
  if (outcome === null) return <p role="status">{server.loading}</p>;
  if (outcome.kind === "starting") return <p role="status">{server.starting}</p>;
  if (outcome.kind === "failed") return <Problems heading={question.failed} problems={outcome.problems} />;
  return <Facts about={outcome.data} />;
}

function Facts({ about }: { readonly about: About }): ReactNode {
  const { texts } = useLanguage();
  const { server } = texts;
  return (
    <dl>
      <dt>{server.you}</dt>
      <dd>
        {word(server.roles, about.identity.role)}
        {about.identity.demo && <small>{server.demo}</small>}
      </dd>
      <dt>{server.subjects}</dt>
      <dd>
        {about.subjects.toLocaleString(texts.code)}
        {about.synthetic && <small className="synthetic">{server.synthetic}</small>}
      </dd>
      <dt>{server.store}</dt>
      <dd>{about.store.startsWith(EMBEDDED_ENGINE) ? server.embedded(about.store) : about.store}</dd>
      <dt>{server.version}</dt>
      <dd>{about.version}</dd>
    </dl>
  );
}
