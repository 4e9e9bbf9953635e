"""Which database a person means: the name of an environment variable with its address, or an SQLite file. Never an address."""

import os
import re
from pathlib import Path

from gateway.sync.addresses import Address, file_address, parse_address
from graph_model.errors import BadInput

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def address_and_connection(given: str, beside: Path) -> tuple[Address, tuple[tuple[str, str], ...]]:
    """The address, and the part `connection` of a mapping file in the folder `beside`.

    Raises BadInput, also for an address itself: it would stay in the shell's history, password and all.
    """
    if "://" in given:
        raise BadInput(
            "请不要在命令行上写地址,口令会留在历史里;放进环境变量再给出变量名:read -rs YUXIN_SYSTEM_X && export YUXIN_SYSTEM_X / "
            "do not write an address here, its password would stay in the history: put it into an environment variable "
            "(read -rs YUXIN_SYSTEM_X && export YUXIN_SYSTEM_X) and give the name of that"
        )
    file = Path(given)
    if file.is_file():
        return file_address(file), (("url", f"sqlite:///{os.path.relpath(file.absolute(), beside.absolute())}"),)
    if not _VARIABLE.fullmatch(given) or "." in given:
        raise BadInput(f"没有这个 SQLite 文件 / there is no such SQLite file: {given}")
    address = os.environ.get(given, "").strip()
    if not address:
        raise BadInput(
            f"环境变量 {given} 没有值;请先 read -rs {given} && export {given},粘贴地址 postgresql://用户:口令@主机/库 / "
            f"the environment variable is not set: read -rs {given} && export {given}, and paste the address"
        )
    return parse_address(address), (("environment", given),)
