import type { ReactNode } from "react";
import { useAnswer } from "../api/use_answer.ts";
import { WatchButton } from "../cases/watch_button.tsx";
import { MeasuresAnswer } from "../measures/measures_question.tsx";
import measures from "../measures/measures.graphql?raw";
import type { MeasuresData } from "../measures/resolution.ts";
import { measureLists } from "../export/lists_of_subject.ts";
import { Chinese, useTexts, word } from "../language/language.tsx";
import { useAddress } from "../navigation/address.ts";
import { OwnObjections } from "../objections/own_objections.tsx";
import { Answer, QuestionSection } from "../question/question_section.tsx";
import { OwnRepairs } from "../repairs/own_repairs.tsx";
import { View } from "../view/view.tsx";
import { AccessesPart } from "./accesses_part.tsx";
import { ArchivePart } from "./archive_part.tsx";
import details from "./details.graphql?raw";
import { DiscrepanciesPart } from "./discrepancies_part.tsx";
import { FactsPart } from "./facts_part.tsx";
import { GradesPart } from "./grades_part.tsx";
import head from "./head.graphql?raw";
import { codeOfKey } from "./key.ts";
import { OwnershipPart } from "./ownership_part.tsx";
import { RelationsPart } from "./relations_part.tsx";
import { RisksPart } from "./risks_part.tsx";
import { dayIn, endOfDay, TimeChoice, toldOf } from "./time_choice.tsx";
import type { About, Details, Head, Then } from "./told.ts";

const PARTS = ["grades", "measures", "discrepancies", "facts", "archive", "relations", "ownership", "risks", "accesses"] as const;

/** Everything about one subject that its reader may see, as it stands or as it stood on a day. */
export function SubjectView({ subject }: { readonly subject: string }): ReactNode {
  const { parameters } = useAddress();
  const watched = useAnswer<About<Head>>(head, { subject });
  const { outcome } = watched;
  const found = outcome?.kind === "answered" ? outcome.data.subjectsByKeys[0] : null;
  const then = { asOf: dayIn(parameters, "asOf"), knownAt: dayIn(parameters, "knownAt") };

  return (
    <View
      heading={found ? <Chinese>{found.displayName}</Chinese> : codeOfKey(subject)}
      title={found ? found.displayName : codeOfKey(subject)}
    >
      <Answer watched={watched}>
        {({ subjectsByKeys: [one] }) => (one ? <Parts subject={one} then={then} /> : <Unknown />)}
      </Answer>
    </View>
  );
}

function Unknown(): ReactNode {
  const { subject } = useTexts();
  return <p className="panel empty">{subject.unknown}</p>;
}

function Parts({ subject, then }: { readonly subject: Head; readonly then: Then }): ReactNode {
  const texts = useTexts();
  const { key } = subject;
  const named = texts.parts;
  const asked = { asOf: then.asOf, knownAt: endOfDay(then.knownAt) };
  return (
    <>
      <Registration subject={subject} />
      <WatchButton subject={key} />
      <TimeChoice then={then} />
      <p className="printed">
        {toldOf(named, then).join(" ")} {named.printed(new Date().toLocaleString(texts.code, { timeZone: "Asia/Shanghai" }))}
      </p>
      <nav className="parts" aria-label={named.contents}>
        {PARTS.map((part) => (
          <a key={part} href={`#${part}`}>
            {named[part]}
          </a>
        ))}
        <button type="button" className="link" onClick={() => print()}>
          {named.print}
        </button>
      </nav>
      <GradesPart subject={key} then={asked} />
      <QuestionSection<MeasuresData>
        id="measures"
        lists={measureLists(texts)}
        heading={named.measures}
        lead={texts.measures.lead}
        document={measures}
        variables={{ subject: key, ...asked }}
      >
        {(data) => <MeasuresAnswer data={data} named={false} />}
      </QuestionSection>
      <DiscrepanciesPart subject={key} />
      <FactsPart subject={key} then={asked} />
      <OwnObjections subject={key} />
      <OwnRepairs subject={key} />
      <ArchivePart subject={key} then={asked} />
      <RelationsPart subject={key} />
      <OwnershipPart subject={key} />
      <RisksPart subject={key} />
      <AccessesPart subject={key} />
    </>
  );
}

/** Former names, each once: one may have come back. */
const namesOf = (former: Head["formerNames"]): readonly string[] => [...new Set(former.map(({ name }) => name))];

/** What is registered of it; a role that may not see that sees the code alone. */
function Registration({ subject }: { readonly subject: Head }): ReactNode {
  const texts = useTexts();
  const { outcome } = useAnswer<About<Details>>(details, { subject: subject.key });
  const told = outcome?.kind === "answered" ? outcome.data.subjectsByKeys[0] : null;
  return (
    <p className="registration">
      <code>{codeOfKey(subject.key)}</code>
      <span>{word(texts.search.kinds, subject.kind)}</span>
      {[told?.status, told?.district, told?.industry].map((each) => each && <Chinese key={each}>{each}</Chinese>)}
      {told?.registeredOn && <span>{texts.parts.registered(told.registeredOn)}</span>}
      {subject.formerNames.length > 0 && <Chinese>{texts.parts.formerly(namesOf(subject.formerNames).join("、"))}</Chinese>}
      {subject.synthetic && <span className="chip synthetic">{texts.subject.synthetic}</span>}
    </p>
  );
}
