import type { ReactNode } from "react";
import { Chinese, useLanguage, useTexts, word } from "../language/language.tsx";
import { addressOf, changed, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import { View } from "../view/view.tsx";
import { Facets } from "./facets.tsx";
import { asked, chosenIn, cutAt, type Found, type FoundData } from "./found.ts";
import { SearchBox } from "./search_box.tsx";

/** Subjects by text and by what they are; what is chosen stands in the address. */
export function SearchView(): ReactNode {
  const { views, search } = useTexts();
  const { parameters } = useAddress();
  const text = parameters.get("q") ?? "";
  return (
    <View heading={views.search} title={text === "" ? views.search : `${views.search} ${text}`}>
      <SearchBox key={text} text={text} keep={chosenIn(parameters)} />
      <div className="searching">
        <Facets chosen={chosenIn(parameters)} />
        <QuestionSection<FoundData> id="found" heading={search.found} {...asked(parameters)}>
          {(data) => <FoundList data={data} text={text} />}
        </QuestionSection>
      </div>
    </View>
  );
}

function FoundList({ data, text }: { readonly data: FoundData; readonly text: string }): ReactNode {
  const { texts } = useLanguage();
  const { search } = texts;
  const { parameters } = useAddress();
  const page = data.searchSubjects ?? data.entities;
  if (page === undefined) return null;
  const { pageInfo } = page;
  return (
    <>
      <p role="status">{page.totalCount === 0 ? search.nobody : search.count(page.totalCount.toLocaleString(texts.code))}</p>
      <ol className="found">
        {page.nodes.map((found) => (
          <FoundEntry key={found.key} found={found} text={text} />
        ))}
      </ol>
      <nav className="pager" aria-label={search.pages}>
        {parameters.has("after") && <Link to={changed({ after: null })}>{search.first}</Link>}
        {pageInfo.hasNextPage && <Link to={changed({ after: pageInfo.endCursor })}>{search.next}</Link>}
      </nav>
    </>
  );
}

function FoundEntry({ found, text }: { readonly found: Found; readonly text: string }): ReactNode {
  const texts = useTexts();
  const about = [found.status, found.district, found.industry].filter((each) => each);
  return (
    <li>
      <p>
        <Link to={addressOf(subjectParts(found.key))}>
          <Chinese>
            <Marked text={found.displayName} sought={text} />
          </Chinese>
        </Link>
        {found.synthetic && <span className="chip synthetic">{texts.subject.synthetic}</span>}
      </p>
      <p className="about">
        <code>
          <Marked text={codeOfKey(found.key)} sought={text} />
        </code>
        <span>{word(texts.search.kinds, found.kind)}</span>
        {about.map((each) => (
          <Chinese key={each}>{each}</Chinese>
        ))}
      </p>
    </li>
  );
}

/** A text with what was looked for marked in it. */
function Marked({ text, sought }: { readonly text: string; readonly sought: string }): ReactNode {
  const cut = cutAt(text, sought);
  if (cut === null) return text;
  return (
    <>
      {cut[0]}
      <mark>{cut[1]}</mark>
      {cut[2]}
    </>
  );
}
