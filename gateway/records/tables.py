"""The tables. Instants are text of fixed width as in the graph (graph_model.model.instant_text), so text order is time order.

A table that changes needs a revision in `migrations/versions`; a test holds the two together.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
VERSION_TABLE = "yuxin_records_version"
"""Where Alembic keeps which version the tables are of."""
METADATA = MetaData(naming_convention=NAMES)
Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself in a column of this type only."""
Instant = String(27)

SUBSCRIBERS = Table(
    "outbox_subscriber",
    METADATA,
    Column("name", String(63), primary_key=True),
    Column("cursor", Text),
    Column("read_to", Instant),
    Column("caught_up", Integer, nullable=False),
    Column("delivered", Number, nullable=False),
    Column("delivered_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Instant),
    Column("failure", Text),
    Column("paused_at", Instant),
)
"""Who is pushed to. Changes up to `cursor` (null: none yet) are delivered or stand in a letter; `read_to` is when the last of
them was recorded; `caught_up` is 1 where the last look found nothing behind it. `failures` are those in a row."""
LETTERS = Table(
    "outbox_letter",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("subscriber", String(63), nullable=False),
    Column("state", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("failure", Text),
    Column("died_at", Instant),
    Index("ix_outbox_letter_subscriber_state", "subscriber", "state", "number"),
)
"""What is to be delivered: `id` is the webhook-id, `state` is pending, dead or replayed (a dead one that is to go out again)."""
_ONE_PENDING = LETTERS.c.state == "pending"
Index(
    "uq_outbox_letter_pending",
    LETTERS.c.subscriber,
    unique=True,
    sqlite_where=_ONE_PENDING,
    postgresql_where=_ONE_PENDING,
)
API_KEYS = Table(
    "api_key",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("client", String(63), nullable=False, index=True),
    Column("system", String(63), nullable=False),
    Column("operations", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("used_at", Instant),
)
"""Keys of systems that ask by themselves: `digest` is the secret's SHA-256 in hexadecimal digits, `operations` are root fields with
blanks between them, `used_at` is exact to a minute."""
LINES = Table(
    "audit_line",
    METADATA,
    Column("chain", String(32), primary_key=True),
    Column("sequence", Number, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""The audit trail: `body` is a line as JSON, `digest` covers it and the line before it. Rows are added, never changed."""
LOOKS = Table(
    "audit_look",
    METADATA,
    Column("subject", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("chain", String(32), primary_key=True),
    Column("sequence", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which lines name a subject, and when: what the lines say anyway, to be found by."""
ACCESS_GRANTS = Table(
    "access_grant",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("grantee", String(64), nullable=False),
    Column("composite", Integer, nullable=False),
    Column("items", Text),
    Column("measures", Integer, nullable=False),
    Column("archive", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_access_grant_subject", "subject", "granted_at", "key"),
    Index("ix_access_grant_grantee", "grantee", "granted_at", "key"),
    Index("ix_access_grant_grantee_subject", "grantee", "subject"),
)
"""What subjects let others see: `items` are keys with blanks between them, null for every item; a flag is 0 or 1."""
CASES = Table(
    "case_file",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("account", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("department", String(63), nullable=False),
    Column("district", String(63), nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("title", Text),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("looked_at", Instant),
    Column("read_to", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_case_file_account", "account", "opened_at", "id"),
)
"""Cases: whose they are is an account, a role, a department and a district, '' where there is none. `read_to` is a cursor of the feed
of changes: what is behind it has not been looked at."""
CASE_ENTRIES = Table(
    "case_entry",
    METADATA,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
)
"""What is kept in a case: the address of a view, or a note's text. Rows are added, never changed."""
CASE_SUBJECTS = Table(
    "case_subject",
    METADATA,
    Column("case_id", String(64), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
)
"""Whom a case watches."""
CASE_ACTS = Table(
    "case_act",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)
"""What was done under which idempotency key: `key` is the SHA-256 of it and of who gave it, `digest` that of what was done."""
