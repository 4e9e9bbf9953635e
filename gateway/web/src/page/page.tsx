import { useState, type ReactNode } from "react";
import { useAbout } from "../api/about.ts";
import { DisagreementsQuestion } from "../disagreements/disagreements_question.tsx";
import { GradesQuestion } from "../grades/grades_question.tsx";
import { useTexts } from "../language/language.tsx";
import { MeasuresQuestion } from "../measures/measures_question.tsx";
import { inAddress, setInAddress } from "./address.ts";
import { PageHeader } from "./page_header.tsx";
import { ServerState } from "./server_state.tsx";
import { SubjectChoice } from "./subject_choice.tsx";

const QUESTIONS = { grades: "grades", measures: "measures", disagreements: "disagreements" } as const;

export function Page(): ReactNode {
  const texts = useTexts();
  const about = useAbout();
  const [asked, setAsked] = useState(() => inAddress("subject"));
  const demoSubjects = about.outcome?.kind === "answered" ? about.outcome.data.demoSubjects : [];
  const chosen = asked ?? demoSubjects[0]?.key ?? null;

  const choose = (key: string): void => {
    setInAddress("subject", key);
    setAsked(key);
  };
  return (
    <>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <PageHeader />
      <main id="content" tabIndex={-1}>
        <Introduction />
        <ServerState about={about} />
        {about.outcome?.kind === "answered" && <SubjectChoice demoSubjects={demoSubjects} chosen={chosen} choose={choose} />}
        <GradesQuestion id={QUESTIONS.grades} subject={chosen} />
        <MeasuresQuestion id={QUESTIONS.measures} subject={chosen} />
        <DisagreementsQuestion id={QUESTIONS.disagreements} choose={choose} />
      </main>
      <footer>
        <p>{texts.footer}</p>
      </footer>
    </>
  );
}

function Introduction(): ReactNode {
  const texts = useTexts();
  return (
    <section className="introduction">
      <h1>{texts.headline}</h1>
      <p>{texts.intro}</p>
      <nav aria-label={texts.youCanAsk}>
        <p>{texts.youCanAsk}</p>
        <ol>
          {Object.entries(QUESTIONS).map(([name, id]) => (
            <li key={id}>
              <a href={`#${id}`}>{texts[name as keyof typeof QUESTIONS].heading}</a>
            </li>
          ))}
        </ol>
      </nav>
    </section>
  );
}
