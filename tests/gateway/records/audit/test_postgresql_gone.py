"""A PostgreSQL that is killed and comes back: refused meanwhile, written again afterwards, nothing lost of what was said to be written."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.errors import AuditUnavailable
from gateway.settings import Settings
from tests.gateway.records.audit.made import looked, problems, verified
from tests.servers.postgresql_server import PostgresqlServer, find_postgresql

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.mark.skipif(find_postgresql() is not None, reason="no PostgreSQL")
async def test_a_database_that_dies_refuses_until_it_is_back(tmp_path: Path) -> None:
    with PostgresqlServer.start() as server:
        settings = Settings(data=tmp_path / "data", records=SecretStr(server.url))
        trail = DeferredTrail(settings)
        for number in range(5):
            await trail.write(looked(f"uscc:{number}"))
        server.kill()
        for _ in range(2):
            with pytest.raises(AuditUnavailable):
                await trail.write(looked("uscc:9"))
        server.restart()
        await trail.write(looked("uscc:10"))
        await trail.close()
        [chain] = (await verified(settings)).chains
        assert chain.lines == 8, "an opening and five, an opening and one"
        assert await problems(settings) == []
