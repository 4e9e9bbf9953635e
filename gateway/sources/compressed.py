"""A client whose host may compress its answers."""

from collections.abc import Sequence

from gateway.sources.decompression import decompressed
from gateway.sources.errors import BadSourceResponse
from gateway.sources.http1 import Answer
from gateway.sources.http_source import HttpClient
from gateway.sources.options import Encoding


class CompressedClient:
    """Accepts `encodings` from the host of a client, and opens what comes, to `limit` bytes at most."""

    def __init__(self, client: HttpClient, encodings: Sequence[Encoding], limit: int) -> None:
        self.name = client.name
        self._client = client
        self._limit = limit
        self._accepts = f"accept-encoding: {', '.join(encodings)}\r\n".encode()
        self._encodings = {encoding.value: encoding for encoding in encodings}

    async def post(self, body: bytes, headers: bytes, deadline: float, *, repeatable: bool = True) -> Answer:
        answer = await self._client.post(body, self._accepts + headers, deadline, repeatable=repeatable)
        named = answer.headers.get("content-encoding", "identity").strip().lower()
        if named == "identity" or not answer.body:
            return answer
        encoding = self._encodings.get(named)
        if encoding is None:
            raise BadSourceResponse(self.name, f"its answer is compressed as {named!r}, which it was not asked for")
        return Answer(answer.status, decompressed(self.name, encoding, answer.body, self._limit), answer.headers)

    async def close(self) -> None:
        await self._client.close()
