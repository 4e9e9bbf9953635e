"""Documents that a request names instead of sending: those of a manifest (trusted), and those that were sent before (automatic).

A request names one by `documentId`, as GraphQL over HTTP has it, or by `extensions.persistedQuery.sha256Hash`, as Apollo's clients
do. The manifest is the one that GraphQL Code Generator writes: a JSON object, from the name of each document to its text.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLSyntaxError, parse

from gateway.http.refusals import BadRequest, Refusal
from graph_model.errors import BadInput

LARGEST_MANIFEST = 32 * 1024 * 1024
LARGEST_KEPT = 64 * 1024
MOST_KEPT = 8 * 1024 * 1024
"""Characters of all documents that are kept because they were sent before."""
LONGEST_NAME = 256
SHA256 = "sha256:"


class UnknownDocument(Refusal):
    """A document is named that is not known here; the client sends it once with its hash. Words and code are Apollo's."""

    code = "PERSISTED_QUERY_NOT_FOUND"
    executable = True


class Untrusted(Refusal):
    """A document that is not in the manifest, where only those are run."""

    status = 403
    code = "FORBIDDEN"


class PersistedDocuments:
    """`trusted` by name; with `only_trusted` nothing else is run, and nothing is kept. Not shared between processes."""

    def __init__(self, trusted: Mapping[str, str] | None = None, *, only_trusted: bool = False) -> None:
        self._trusted = dict(trusted or {})
        self._texts = frozenset(self._trusted.values()) if only_trusted else None
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._size = 0

    def query(self, parameters: Mapping[str, Any]) -> Any:
        """The text that a request means: `query` as it came where it names no document. Raises Refusal."""
        name, query = _name(parameters), parameters.get("query")
        if isinstance(query, str):
            self._admit(query, name)
            return query
        if name is None:
            return query
        found = self._trusted.get(name) or self._kept.get(name)
        if found is None:
            raise UnknownDocument("PersistedQueryNotFound")
        if name in self._kept:
            self._kept.move_to_end(name)
        return found

    def _admit(self, query: str, name: str | None) -> None:
        if self._texts is not None:
            if query not in self._texts:
                raise Untrusted(
                    "只运行清单里的文档（trusted_documents） / only documents of the manifest are run (trusted_documents)"
                )
        elif name is not None and query not in (self._trusted.get(name), self._kept.get(name)):
            self._keep(name, query)

    def _keep(self, name: str, query: str) -> None:
        if hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest() != name:
            raise BadRequest("文档与它的 sha256 不符 / provided sha does not match query")
        if len(query) > LARGEST_KEPT:
            return
        self._kept[name] = query
        self._size += len(query)
        while self._size > MOST_KEPT:
            self._size -= len(self._kept.popitem(last=False)[1])


def read_manifest(path: Path) -> dict[str, str]:
    """The documents of a manifest, by name, without `sha256:` where the generator writes it.

    Raises BadInput, with the file and the name in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_MANIFEST + 1)
    except OSError as error:
        raise BadInput(f"{path}: 读不了 / cannot be read: {error.strerror}") from None
    if len(content) > LARGEST_MANIFEST:
        raise BadInput(f"{path}: 超过 {LARGEST_MANIFEST} 字节 / more than {LARGEST_MANIFEST} bytes")
    try:
        documents = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}: 不是 JSON / is not JSON: {error.msg}") from None
    if not isinstance(documents, dict):
        raise BadInput(f"{path}: 应为 名称 → 文档 的对象 / must be an object from name to document")
    found: dict[str, str] = {}
    for name, text in documents.items():
        _check(path, name, text)
        if found.setdefault(name.removeprefix(SHA256), text) != text:
            raise BadInput(f"{path}: {name[:LONGEST_NAME]}: 两个文档同名 / two documents have this name")
    return found


def _check(path: Path, name: str, text: Any) -> None:
    if not isinstance(text, str):
        raise BadInput(f"{path}: {name[:LONGEST_NAME]}: 应为文本 / must be text")
    try:
        parse(text)
    except GraphQLSyntaxError as error:
        raise BadInput(
            f"{path}: {name[:LONGEST_NAME]}: 不是 GraphQL 文档 / is no GraphQL document: {error.message}"
        ) from None


def _name(parameters: Mapping[str, Any]) -> str | None:
    """The document that a request names; raises BadRequest."""
    extensions = parameters.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    names = [parameters.get("documentId")]
    if persisted is not None:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise BadRequest("persistedQuery 只支持 version 1 / of persistedQuery only version 1 is known")
        names.append(persisted.get("sha256Hash"))
    given = [name for name in names if name is not None]
    if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in given):
        raise BadRequest(
            f"文档的名称应是 1–{LONGEST_NAME} 个字符 / a document's name has 1 to {LONGEST_NAME} characters"
        )
    found = {name.removeprefix(SHA256) for name in given}
    if len(found) > 1:
        raise BadRequest("documentId 和 sha256Hash 不是同一个文档 / documentId and sha256Hash name two documents")
    return next(iter(found), None)
