"""The installation's key that hashes identifiers of natural persons: from the environment, or made once and kept."""

import os
import secrets
import tempfile
from pathlib import Path

from gateway.settings import Settings, make_data_folder
from graph_model.errors import BadInput

FILE_NAME = "person.key"


def person_key(settings: Settings) -> bytes:
    """The key as bytes. Whoever has it can tell which person a key stands for, so the file is its owner's only (0600)."""
    found = existing_person_key(settings)
    if found is None:
        _make(settings.data / FILE_NAME)
        found = existing_person_key(settings)
    assert found is not None
    return found


def existing_person_key(settings: Settings) -> bytes | None:
    """The key, None where none has been made yet."""
    if settings.person_key is not None:
        return settings.person_key.get_secret_value().encode()
    path = settings.data / FILE_NAME
    if not path.exists():
        return None
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 16:
        raise BadInput("密钥文件不完整 / the key file is not whole; restore it from a backup", str(path))
    return key.encode()


def _make(path: Path) -> None:
    """Write the file whole or not at all; of two processes at once the first one's stays."""
    make_data_folder(path.parent)
    descriptor, draft = tempfile.mkstemp(prefix=FILE_NAME, dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
