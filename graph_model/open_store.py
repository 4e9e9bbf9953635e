"""From what a person writes (`embedded`, `bolt://…`, `neo4j://…`) to an open GraphStore."""

from pathlib import Path

from graph_model.embedded_store import Durability, EmbeddedStore
from graph_model.errors import BadInput
from graph_model.store import GraphStore

EMBEDDED = "embedded"
NEO4J_SCHEMES = ("bolt://", "neo4j://", "bolt+s://", "neo4j+s://", "bolt+ssc://", "neo4j+ssc://")


async def open_store(
    address: str,
    *,
    data_dir: Path | None = None,
    auth: tuple[str, str] | None = None,
    database: str | None = None,
    timeout: float = 30.0,
    durability: Durability = "full",
) -> GraphStore:
    """Open the store at `address`; `data_dir` is the folder of the embedded one, `auth` (user, password) is Neo4j's.

    Raises BadInput for an address that is neither, StoreInUse or StoreUnavailable when it cannot be opened.
    """
    if address == EMBEDDED:
        if data_dir is None:
            raise BadInput("嵌入式存储需要数据目录 / the embedded store needs a data folder", "--data")
        return await EmbeddedStore.open(data_dir, timeout=timeout, durability=durability)
    if address.startswith(NEO4J_SCHEMES):
        from graph_model.neo4j_store import Neo4jStore  # noqa: PLC0415 - a driver that the embedded store has no use for

        return await Neo4jStore.open(address, auth=auth, database=database, timeout=timeout)
    raise BadInput(f"不认识的存储地址 / unknown store address {address!r}; embedded, bolt://… or neo4j://…", "--store")
