"""Operations sent by their hash: Apollo's protocol of automatic persisted queries, and hashes alone.

A subgraph that does not know a hash is sent the text with it (`automatic`), which it keeps, or is at fault (`only`).
"""

import hashlib
from functools import lru_cache
from typing import Any

import orjson

from gateway.sources.errors import BadSourceResponse
from gateway.sources.source import Source, SourceAnswer

UNKNOWN = frozenset({"PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"})
UNSUPPORTED = frozenset({"PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"})
LONGEST_REFUSAL = 8 * 1024
"""Bytes of an answer that is looked at for a refusal: one has no data."""
KEPT = 10_000


@lru_cache(KEPT)
def sha256(query: str) -> str:
    """The hash of an operation's text, in hexadecimal."""
    return hashlib.sha256(query.encode()).hexdigest()


class PersistedSource:
    """Sends hashes to a source, and with `texts` the text of those that it does not know."""

    def __init__(self, name: str, source: Source, *, texts: bool) -> None:
        self._name = name
        self._source = source
        self._texts = texts
        self._supported = True

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> SourceAnswer:
        if not self._supported:
            return await self._source.fetch(body, deadline, headers, repeatable=repeatable)
        request = orjson.loads(body)
        key = sha256(request["query"])
        request["extensions"] = {"persistedQuery": {"version": 1, "sha256Hash": key}}
        query = request.pop("query")
        answer = await self._source.fetch(orjson.dumps(request), deadline, headers, repeatable=repeatable)
        said = _refusals(answer)
        if not said:
            return answer
        if not self._texts:
            raise BadSourceResponse(self._name, f"it does not know the operation with the SHA-256 {key}")
        if said & UNSUPPORTED:
            self._supported = False
            return await self._source.fetch(body, deadline, headers, repeatable=repeatable)
        request["query"] = query
        return await self._source.fetch(orjson.dumps(request), deadline, headers, repeatable=repeatable)

    async def close(self) -> None:
        await self._source.close()


def _refusals(answer: SourceAnswer) -> set[str]:
    """By which words the source says that it does not know a hash, or takes none; empty where it does not say so."""
    if isinstance(answer, bytes):
        if len(answer) > LONGEST_REFUSAL or b"ersisted" not in answer.replace(b"PERSISTED", b"ersisted"):
            return set()
        try:
            answer = orjson.loads(answer)
        except orjson.JSONDecodeError:
            return set()
    errors = answer.get("errors") if isinstance(answer, dict) else None
    words = {word for error in errors for word in _words(error)} if isinstance(errors, list) else set()
    return words & (UNKNOWN | UNSUPPORTED)


def _words(error: Any) -> set[str]:
    if not isinstance(error, dict):
        return set()
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return {word for word in (code, error.get("message")) if isinstance(word, str)}
