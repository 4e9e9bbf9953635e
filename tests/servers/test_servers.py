"""The real parts that the tests start do answer."""

import subprocess

import psycopg

from graph_model.open_store import open_store
from tests.servers.browser import ARGUMENTS


def test_postgresql_answers(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        row = connection.execute("SELECT count(*), current_setting('server_encoding') FROM pg_database").fetchone()
    assert row is not None and row[0] >= 3 and row[1] == "UTF8"


async def test_neo4j_is_the_version_that_the_design_names(neo4j_url: str) -> None:
    store = await open_store(neo4j_url)
    assert store.capabilities.engine.startswith("Neo4j 5.26")
    await store.close()


def test_chromium_renders_a_page_without_a_window(chromium_executable: str) -> None:
    page = "data:text/html,<p id=x></p><script>document.getElementById('x').textContent = 6 * 7</script>"
    command = [chromium_executable, *ARGUMENTS, "--dump-dom", page]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert '<p id="x">42</p>' in done.stdout, done.stderr
