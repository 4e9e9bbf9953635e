import type { ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { changed, useAddress } from "../navigation/address.ts";
import { Link } from "../navigation/link.tsx";

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** To the next page of a view's list, and back to its first. */
export function ListPager({ pageInfo }: { readonly pageInfo: PageInfo }): ReactNode {
  const { search } = useTexts();
  const { parameters } = useAddress();
  if (!parameters.has("after") && !pageInfo.hasNextPage) return null;
  return (
    <nav className="pager" aria-label={search.pages}>
      {parameters.has("after") && <Link to={changed({ after: null })}>{search.first}</Link>}
      {pageInfo.hasNextPage && <Link to={changed({ after: pageInfo.endCursor })}>{search.next}</Link>}
    </nav>
  );
}
