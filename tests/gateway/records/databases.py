"""A database of a test's own on the session's PostgreSQL."""

import asyncpg
from sqlalchemy import make_url


async def new_database(server: str, name: str) -> str:
    """The address of a new empty database."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
