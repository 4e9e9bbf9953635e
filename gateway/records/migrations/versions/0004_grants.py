"""Grants: what subjects let others see of their grades."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "access_grant",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("grantee", sa.String(64), nullable=False),
        sa.Column("composite", sa.Integer, nullable=False),
        sa.Column("items", sa.Text),
        sa.Column("measures", sa.Integer, nullable=False),
        sa.Column("archive", sa.Integer, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("granted_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.Column("revoked_at", sa.String(27)),
        sa.PrimaryKeyConstraint("key", name="pk_access_grant"),
    )
    op.create_index("ix_access_grant_subject", "access_grant", ["subject", "granted_at", "key"])
    op.create_index("ix_access_grant_grantee", "access_grant", ["grantee", "granted_at", "key"])
    op.create_index("ix_access_grant_grantee_subject", "access_grant", ["grantee", "subject"])
