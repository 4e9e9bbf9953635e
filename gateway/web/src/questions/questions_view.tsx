import type { ReactNode } from "react";
import { useAbout } from "../api/about.ts";
import { DisagreementsQuestion } from "../disagreements/disagreements_question.tsx";
import { GradesQuestion } from "../grades/grades_question.tsx";
import { useTexts } from "../language/language.tsx";
import { MeasuresQuestion } from "../measures/measures_question.tsx";
import { setInAddress, useAddress } from "../navigation/address.ts";
import { View } from "../view/view.tsx";
import { SubjectChoice } from "./subject_choice.tsx";

const QUESTIONS = { grades: "grades", measures: "measures", disagreements: "disagreements" } as const;

/** The three ready-made questions, two of them about one subject. */
export function QuestionsView(): ReactNode {
  const texts = useTexts();
  const about = useAbout();
  const asked = useAddress().parameters.get("subject");
  const demoSubjects = about.outcome?.kind === "answered" ? about.outcome.data.demoSubjects : [];
  const chosen = asked ?? demoSubjects[0]?.key ?? null;
  const choose = (key: string): void => setInAddress("subject", key);

  return (
    <View heading={texts.views.questions} title={texts.views.questions}>
      <nav className="contents" aria-label={texts.youCanAsk}>
        <ol>
          {Object.entries(QUESTIONS).map(([name, id]) => (
            <li key={id}>
              <a href={`#${id}`}>{texts[name as keyof typeof QUESTIONS].heading}</a>
            </li>
          ))}
        </ol>
      </nav>
      {about.outcome?.kind === "answered" && <SubjectChoice demoSubjects={demoSubjects} chosen={chosen} choose={choose} />}
      <GradesQuestion id={QUESTIONS.grades} subject={chosen} />
      <MeasuresQuestion id={QUESTIONS.measures} subject={chosen} />
      <DisagreementsQuestion id={QUESTIONS.disagreements} choose={choose} />
    </View>
  );
}
