// sse.mjs URL QUERY: an operation by the reference client of GraphQL over SSE, a connection each; a line of JSON an answer.
import { createClient } from 'graphql-sse';

const [, , url, query] = process.argv;
const client = createClient({ url, retryAttempts: 0 });
for await (const answer of client.iterate({ query })) console.log(JSON.stringify(answer));
