// sse.mjs URL QUERY [VARIABLES] [HEADERS] [single]: an operation by the reference client of GraphQL over SSE, a connection each or
// over a single one; a line of JSON an answer. What follows `single` are operations that are asked at the same time.
import { createClient } from 'graphql-sse';

const [, , url, query, variables, headers, single, ...more] = process.argv;
const client = createClient({ url, retryAttempts: 0, headers: JSON.parse(headers ?? '{}'), singleConnection: single === 'single' });
const answers = async (query, variables) => {
  for await (const answer of client.iterate({ query, variables })) console.log(JSON.stringify(answer));
};
await Promise.all([answers(query, JSON.parse(variables ?? '{}')), ...more.map((each) => answers(each, {}))]);
client.dispose();
