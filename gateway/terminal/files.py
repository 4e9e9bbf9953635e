"""What a person's file says. Both raise BadInput, located at the file, where it cannot be read."""

from pathlib import Path

from graph_model.errors import BadInput


def bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"读不了这个文件:{error.strerror} / cannot be read: {error.strerror}", str(file)) from error


def text_of(file: Path) -> str:
    """UTF-8, with a byte order mark or without."""
    try:
        return bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("不是 UTF-8 文本 / is no UTF-8 text", str(file)) from error
