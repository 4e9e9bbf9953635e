"""A GraphQL operation out of an HTTP request, as the GraphQL-over-HTTP specification describes it.

POST takes `application/json` only, and so cannot be sent by another site's form or script without a preflight that nobody
answers; GET takes queries only.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request

from gateway.execution.operations import Operation
from gateway.http.bodies import read_body
from gateway.http.media_types import JSON, essence
from gateway.http.persisted_documents import PersistedDocuments
from gateway.http.refusals import BadRequest, UnsupportedMediaType

TELL_COST = "x-yuxin-cost"
"""With this header, whatever it says, a request is told what it cost."""
TELL_PLAN = "x-yuxin-plan"
"""With this one which systems were asked for what, where several are joined."""
UTF8 = (None, "utf-8", "utf8", "us-ascii")


async def read_operation(
    request: Request,
    documents: PersistedDocuments,
    body_limit: int,
    timeout: float,
    *,
    may_be_slow: Callable[[], bool] | None = None,
) -> Operation:
    """The operation of a GET or POST; raises a Refusal. `may_be_slow` is as in `read_body`."""
    if request.method == "GET":
        return _from_query_string(request.query_params, documents)
    check_json(request.headers.get("content-type"))
    check_not_compressed(request.headers.get("content-encoding"))
    return operation_in(await read_body(request, body_limit, timeout, may_be_slow=may_be_slow), documents)


async def read_parameters(
    request: Request, body_limit: int, timeout: float, *, may_be_slow: Callable[[], bool] | None = None
) -> dict[str, Any]:
    """The parameters in the body of a POST; raises a Refusal. `may_be_slow` is as in `read_body`."""
    check_json(request.headers.get("content-type"))
    check_not_compressed(request.headers.get("content-encoding"))
    parameters = _decoded(await read_body(request, body_limit, timeout, may_be_slow=may_be_slow))
    if not isinstance(parameters, dict):
        raise BadRequest("请求体应是一个 JSON 对象 / the body must be one JSON object")
    return parameters


def operation_in(body: bytes, documents: PersistedDocuments) -> Operation:
    """The operation in a JSON body; raises a Refusal."""
    return operation_of(_decoded(body), documents)


def check_json(header: str | None) -> None:
    """Raises UnsupportedMediaType for a `content-type` header that is not that of JSON in UTF-8."""
    name, charset = essence(header or "")
    if name != JSON or charset not in UTF8:
        raise UnsupportedMediaType(
            f"请用 content-type: {JSON}（UTF-8） / send {JSON} in UTF-8, not {header or 'nothing'}",
            {"accept-post": f"{JSON}; charset=utf-8"},
        )


def check_not_compressed(header: str | None) -> None:
    """Raises UnsupportedMediaType for a `content-encoding`: what is small compressed may be large."""
    if header is not None and header.lower() != "identity":
        raise UnsupportedMediaType(
            f"请求体不能压缩 / send the body as it is, not compressed by {header}", {"accept-encoding": "identity"}
        )


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"请求体不是 JSON / the body is not JSON: {error}") from None


def _from_query_string(parameters: Mapping[str, str], documents: PersistedDocuments) -> Operation:
    given: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if given.get(name):
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError as error:
                raise BadRequest(f"参数 {name} 不是 JSON / {name} is not JSON: {error}") from None
        else:
            given.pop(name, None)
    return operation_of({**given, "operationName": given.get("operationName") or None}, documents)


def operation_of(parameters: Any, documents: PersistedDocuments) -> Operation:
    """The operation that the parameters of a request are; raises a Refusal."""
    if not isinstance(parameters, dict):
        raise BadRequest(
            "请求体应是一个 JSON 对象，不支持批量 / the body must be one JSON object; batches are not taken"
        )
    query, name = documents.query(parameters), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest("缺少 query / query is missing: the text of a GraphQL document")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName 应是字符串 / operationName must be a string")
    for word, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise BadRequest(f"{word} 应是对象 / {word} must be an object")
    return Operation(query, name or None, variables)
