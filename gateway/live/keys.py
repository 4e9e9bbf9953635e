"""The key by which a system is asked for an entity: its unified social credit code."""

from gateway.sources.sql.description import BadArgument
from graph_model import uscc


def key_of(given: object) -> str:
    """The code, put right. Raises BadArgument."""
    if not isinstance(given, str):
        raise BadArgument("uscc: 应为文本 / a text is needed")
    try:
        return uscc.check(given)
    except uscc.BadUscc as error:
        raise BadArgument(f"uscc: {error.message}") from None


def written(code: str) -> list[str]:
    """How departments write a code: in capitals, some in small letters. Both are looked up by the column's own index."""
    return list(dict.fromkeys((code, code.lower())))
