import type { ReactNode } from "react";
import { foundList } from "../export/lists.ts";
import { Chinese, useLanguage, useTexts, word } from "../language/language.tsx";
import { KeepView } from "../cases/keep_view.tsx";
import { addressOf, changed, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";
import { QuestionSection } from "../question/question_section.tsx";
import { codeOfKey, subjectParts } from "../subject/key.ts";
import { View } from "../view/view.tsx";
import { Facets } from "./facets.tsx";
import { asked, chosenIn, cutAt, searched, type Found, type FoundData, type Matched } from "./found.ts";
import { SearchBox } from "./search_box.tsx";

/** What of a subject its name and its code are marked for: the name where it, or how it is spelled, was found. */
const NAMES: readonly string[] = ["NAME", "SPELLING"];
const CODES: readonly string[] = ["CODE", "KEY"];

/** Subjects by text and by what they are; what is chosen stands in the address. */
export function SearchView(): ReactNode {
  const texts = useTexts();
  const { views, search } = texts;
  const { parameters } = useAddress();
  const text = parameters.get("q") ?? "";
  return (
    <View heading={views.search} title={text === "" ? views.search : `${views.search} ${text}`}>
      <SearchBox key={text} text={text} keep={chosenIn(parameters)} />
      <KeepView key={`keep ${text}`} kind="SEARCH" name={text} />
      <div className="searching">
        <Facets chosen={chosenIn(parameters)} searched={searched(parameters)} />
        <QuestionSection<FoundData> id="found" heading={search.found} {...asked(parameters)} list={foundList(texts, searched(parameters) === null ? "entities" : "searchSubjects")}>
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
        {page.edges.map(({ node, matched }) => (
          <FoundEntry key={node.key} found={node} matched={matched ?? inName(node, text)} />
        ))}
      </ol>
      <nav className="pager" aria-label={search.pages}>
        {parameters.has("after") && <Link to={changed({ after: null })}>{search.first}</Link>}
        {pageInfo.hasNextPage && <Link to={changed({ after: pageInfo.endCursor })}>{search.next}</Link>}
      </nav>
    </>
  );
}

function FoundEntry({ found, matched }: { readonly found: Found; readonly matched: Matched | null }): ReactNode {
  const texts = useTexts();
  const about = [found.status, found.district, found.industry].filter((each) => each);
  const key = matched?.by === "KEY" ? found.key : codeOfKey(found.key);
  return (
    <li>
      <p>
        <Link to={addressOf(subjectParts(found.key))}>
          <Chinese>
            <Marked text={found.displayName} matched={NAMES.includes(matched?.by ?? "") ? matched : null} />
          </Chinese>
        </Link>
        {found.synthetic && <span className="chip synthetic">{texts.subject.synthetic}</span>}
      </p>
      {matched?.formerName != null && (
        <p className="former">
          {texts.search.former}{" "}
          <Chinese>
            <Marked text={matched.formerName} matched={matched} />
          </Chinese>
        </p>
      )}
      <p className="about">
        <code>
          <Marked text={key} matched={CODES.includes(matched?.by ?? "") ? matched : null} />
        </code>
        <span>{word(texts.search.kinds, found.kind)}</span>
        {about.map((each) => (
          <Chinese key={each}>{each}</Chinese>
        ))}
      </p>
    </li>
  );
}

/** A text with what was found marked in it. */
function Marked({ text, matched }: { readonly text: string; readonly matched: Matched | null }): ReactNode {
  if (matched === null) return text;
  const [before, match, after] = cutAt(text, matched.start, matched.length);
  return (
    <>
      {before}
      <mark>{match}</mark>
      {after}
    </>
  );
}

/** Where the list with its filter, which does not say so, has found a name. */
function inName({ displayName }: Found, text: string): Matched | null {
  const at = text === "" ? -1 : displayName.toLocaleLowerCase().indexOf(text.toLocaleLowerCase());
  return at < 0 ? null : { by: "NAME", start: [...displayName.slice(0, at)].length, length: [...text].length };
}
