"""Cases: why somebody asks, what they keep, and whom they watch."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("department", sa.String(63), nullable=False),
        sa.Column("district", sa.String(63), nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("closed_at", sa.String(27)),
        sa.Column("looked_at", sa.String(27)),
        sa.Column("read_to", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
    )
    op.create_index("ix_case_file_account", "case_file", ["account", "opened_at", "id"])
    op.create_table(
        "case_entry",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_case_entry"),
    )
    op.create_table(
        "case_subject",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("since", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "subject", name="pk_case_subject"),
    )
    op.create_table(
        "case_act",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_case_act"),
    )
    op.create_index("ix_case_act_case_id", "case_act", ["case_id"])
