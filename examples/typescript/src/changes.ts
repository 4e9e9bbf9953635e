// Pages through a connection as Relay has them, then watches grades change; started again, it goes on where it was.
import { readFileSync, writeFileSync } from "node:fs";
import { type AnyVariables, Client, fetchExchange, subscriptionExchange, type TypedDocumentNode } from "@urql/core";
import { createClient } from "graphql-sse";
import { credentials, endpoint } from "./ask.js";
import { GradeChangedDocument, GradedDocument, type GradedQuery } from "./generated/graphql.js";

const KEPT = process.env["CURSOR_FILE"] ?? "cursor.txt";
const [PAGE, SHOWN] = [10, 5];

const events = createClient({ url: endpoint, headers: credentials(), retryAttempts: 0 });
const client = new Client({
  url: endpoint,
  preferGetMethod: false,
  fetchOptions: { headers: credentials() },
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = "", variables = {} }) => ({
        subscribe: (sink) => ({ unsubscribe: events.subscribe({ query, variables }, sink as never) }),
      }),
    }),
  ],
});

/** Every node of the connection, a page at a time. */
async function* graded(): AsyncGenerator<GradedQuery["entities"]["nodes"][number]> {
  let after: string | null = null;
  do {
    const { entities }: GradedQuery = await asked(GradedDocument, { first: PAGE, after });
    yield* entities.nodes;
    after = entities.pageInfo.hasNextPage ? (entities.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}

async function asked<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const { data, error } = await client.query(document, variables).toPromise();
  if (error || data === undefined) throw error ?? new Error("no data");
  return data;
}

function kept(): string | null {
  try {
    return readFileSync(KEPT, "utf8");
  } catch {
    return null;
  }
}

let count = 0;
for await (const { displayName, district } of graded()) {
  if (++count <= SHOWN) console.log(`${count}. ${displayName}（${district ?? "—"}）`);
}
console.log(`一页一页读完，共 ${count} 家评为 D / enterprises graded D, read page by page: ${count}\n`);

const most = Number(process.argv[2] ?? Infinity);
const after = kept();
console.log(after ? "从上次停下的地方接着等 / waiting on from where it stopped" : "等等级变化；Ctrl+C 结束 / waiting for grades to change");
let seen = 0;
const { unsubscribe } = client.subscription(GradeChangedDocument, { after }).subscribe(({ data, error }) => {
  if (error) {
    // The gateway says in extensions.cursor where to go on.
    const cursor = error.graphQLErrors[0]?.extensions["cursor"];
    if (typeof cursor === "string") writeFileSync(KEPT, cursor);
    console.error(`${error.message}\n再运行一次就接着 / run it again to go on`);
    process.exit(1);
  }
  const change = data?.gradeChanged;
  if (!change || seen >= most) return;
  console.log(`${change.kind}  ${change.subject.displayName}  ${change.record.item?.name ?? "综合评价 / composite"} → ${change.record.grade}`);
  writeFileSync(KEPT, change.cursor);
  if (++seen >= most) {
    unsubscribe();
    events.dispose();
  }
});
