"""Backups (备份): everything that a data folder holds as one file, made beside a gateway that serves, and a folder from it again.

`parts` says what belongs to it, `taking` copies the parts one after the other, `archive` is the file, `restoring` makes a
folder of it. What is kept on servers (Neo4j, PostgreSQL) is theirs to back up, and the manifest says so. docs/backup.md.
"""
