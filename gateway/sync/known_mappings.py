"""Which mappings there are, and the database of each."""

import difflib
import os
from pathlib import Path

from gateway.settings import Settings
from gateway.sync.addresses import SQLITE, Address, file_address, parse_address
from gateway.sync.bundled import bundled_addresses
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.registered import SUFFIXES, registered_mappings
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable
from seed.platforms.register import BUNDLED_DATABASES


def known_mappings(settings: Settings, catalogue: Catalogue) -> list[MappingFile]:
    """Those of the bundled systems in the plan's order, then those that are registered, by the names of their files.

    A registered one of a bundled system stands in that one's place. Raises BadInput.
    """
    registered = {read.mapping.system: read for read in registered_mappings(settings, catalogue)}
    keys = [system.key for system in BUNDLED_DATABASES]
    bundled = [registered.get(system.key) or read_mapping(system.mapping, catalogue) for system in BUNDLED_DATABASES]
    return [*bundled, *(read for key, read in registered.items() if key not in keys)]


def known_mapping(which: str, settings: Settings, catalogue: Catalogue) -> MappingFile:
    """The mapping in a file, or that of a known system by its key or name. Raises BadInput."""
    if Path(which).suffix in SUFFIXES:
        return read_mapping(Path(which), catalogue)
    found = {read.mapping.system: read for read in known_mappings(settings, catalogue)}
    system = catalogue.system(which)
    key = which if system is None else system.key
    if key not in found:
        near = difflib.get_close_matches(key, found, n=1)
        hint = f",是否 / did you mean {near[0]}?" if near else ""
        raise BadInput(
            f"没有系统 {which} 的映射{hint};自己的映射请给出文件,或放进 --mappings 的目录 / there is no mapping of {which}: "
            "give its file, or put it into the folder of --mappings"
        )
    return found[key]


def address_of(read: MappingFile, settings: Settings) -> Address:
    """Where the mapping's database is. Of a bundled system that is ours, unless its environment variable names another.

    Raises BadInput without an address, StoreUnavailable for a bundled file that has not been laid down.
    """
    connection = read.mapping.connection
    if connection.url is not None:
        return _beside(parse_address(connection.url), read.file.path.parent)
    assert connection.environment is not None
    given = os.environ.get(connection.environment, "").strip()
    if given:
        return parse_address(given)
    if read.file.path in [system.mapping for system in BUNDLED_DATABASES]:
        return _laid_down(bundled_addresses(settings)[read.mapping.system])
    raise read.error(
        f"环境变量 {connection.environment} 没有值 / the environment variable is not set", "connection", "environment"
    )


def _beside(address: Address, folder: Path) -> Address:
    """A relative file starts at the folder of the mapping."""
    return file_address(folder / (address.url.database or "")) if address.kind == SQLITE else address


def _laid_down(address: Address) -> Address:
    if address.kind == SQLITE and not Path(address.url.database or "").exists():
        raise StoreUnavailable(
            "演示用的支撑系统还没有建,请先 yuxin serve --systems bundled / the made-up systems are not laid down yet: "
            "yuxin serve --systems bundled",
        )
    return address
