"""The audit trail: its lines, and which of them name a subject."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("chain", sa.String(32), nullable=False),
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "sequence", name="pk_audit_line"),
    )
    op.create_table(
        "audit_look",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("chain", sa.String(32), nullable=False),
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "at", "chain", "sequence", name="pk_audit_look"),
        sqlite_with_rowid=False,
    )
