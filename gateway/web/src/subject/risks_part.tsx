import { Fragment, type ReactNode } from "react";
import { riskList } from "../export/lists_of_subject.ts";
import { percent } from "../graph/look.ts";
import { arrow } from "../graph/path_list.tsx";
import type { GraphEdge } from "../graph/picture.ts";
import { useTexts, word } from "../language/language.tsx";
import { addressOf } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { Named } from "./ownership_part.tsx";
import document from "./risks.graphql?raw";

interface Subject {
  readonly key: string;
  readonly displayName: string;
}

interface Risk {
  readonly distance: number;
  readonly subject: Subject;
  readonly path: { readonly subjects: readonly Subject[]; readonly steps: readonly { readonly relations: readonly GraphEdge[] }[] };
  readonly sharedRepresentatives: readonly Subject[];
}

interface Data {
  readonly risksAround: { readonly total: number; readonly completeSteps: number; readonly risks: readonly Risk[] } | null;
}

const STEPS = 2;

/** Who within two steps is graded D, how they hang together, and who represents both. */
export function RisksPart({ subject }: { readonly subject: string }): ReactNode {
  const texts = useTexts();
  const { parts } = texts;
  return (
    <QuestionSection<Data> id="risks" list={riskList(texts)} heading={parts.risks} document={document} variables={{ subject }}>
      {({ risksAround }) =>
        risksAround === null || risksAround.total === 0 ? (
          <p role="status">{parts.noRisks(STEPS)}</p>
        ) : (
          <>
            <p role="status">{parts.risky(risksAround.total, STEPS)}</p>
            {risksAround.completeSteps < STEPS && <p className="chip expired">{parts.risksCut(risksAround.completeSteps)}</p>}
            <ul className="entries">
              {risksAround.risks.map((risk) => (
                <Entry key={risk.subject.key} risk={risk} subject={subject} />
              ))}
            </ul>
          </>
        )
      }
    </QuestionSection>
  );
}

function Entry({ risk, subject }: { readonly risk: Risk; readonly subject: string }): ReactNode {
  const { parts } = useTexts();
  const write = (kind: string, share: number | null): string =>
    word(parts.outgoing, kind) + (share === null ? "" : ` ${percent(share)}`);
  const { subjects, steps } = risk.path;
  return (
    <li>
      <span>{parts.away(risk.distance)}</span>
      <div>
        {subjects.slice(1).map((each, index) => (
          <Fragment key={each.key}>
            <small>{steps[index]?.relations.map((edge) => arrow(edge, each.key, write)).join(" · ")}</small>{" "}
            <Named subject={each} />{" "}
          </Fragment>
        ))}
        <span className="chip discrepant">D</span>
        {risk.sharedRepresentatives.map((one) => (
          <small key={one.key}>
            {parts.shared} <Named subject={one} />
          </small>
        ))}{" "}
        <Link to={addressOf(["graph"], { from: subject, to: risk.subject.key })}>{parts.draw}</Link>
      </div>
    </li>
  );
}
