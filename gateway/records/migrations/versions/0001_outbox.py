"""The outbox: subscribers with their cursors, and the letters that are under way or dead."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "outbox_subscriber",
        sa.Column("name", sa.String(63), nullable=False),
        sa.Column("cursor", sa.Text),
        sa.Column("read_to", sa.String(27)),
        sa.Column("caught_up", sa.Integer, nullable=False),
        sa.Column("delivered", NUMBER, nullable=False),
        sa.Column("delivered_at", sa.String(27)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", sa.String(27)),
        sa.Column("failure", sa.Text),
        sa.Column("paused_at", sa.String(27)),
        sa.PrimaryKeyConstraint("name", name="pk_outbox_subscriber"),
    )
    op.create_table(
        "outbox_letter",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("subscriber", sa.String(63), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("first_at", sa.String(27), nullable=False),
        sa.Column("last_at", sa.String(27), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.String(27), nullable=False),
        sa.Column("failure", sa.Text),
        sa.Column("died_at", sa.String(27)),
        sa.PrimaryKeyConstraint("number", name="pk_outbox_letter"),
        sa.UniqueConstraint("id", name="uq_outbox_letter_id"),
    )
    op.create_index("ix_outbox_letter_subscriber_state", "outbox_letter", ["subscriber", "state", "number"])
    pending = sa.text("state = 'pending'")
    op.create_index(
        "uq_outbox_letter_pending",
        "outbox_letter",
        ["subscriber"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
