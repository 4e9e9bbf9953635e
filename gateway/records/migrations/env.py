"""Alembic's way into a connection that `gateway.records.migrating` has opened, and whose transaction it ends."""

from alembic import context

from gateway.records.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
