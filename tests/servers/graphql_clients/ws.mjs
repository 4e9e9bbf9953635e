// ws.mjs URL QUERY [PARAMETERS] [VARIABLES]: an operation by the reference client of graphql-transport-ws; a line of JSON an answer.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [, , url, query, parameters, variables] = process.argv;
const client = createClient({
  url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: JSON.parse(parameters ?? '{}'),
});
try {
  for await (const answer of client.iterate({ query, variables: JSON.parse(variables ?? '{}') })) console.log(JSON.stringify(answer));
} catch (error) {
  // What ends an operation is an array of errors, what ends the socket a close event.
  console.log(JSON.stringify(Array.isArray(error) ? { errors: error } : { code: error.code, reason: error.reason }));
}
await client.dispose();
