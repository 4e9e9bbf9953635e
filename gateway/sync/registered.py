"""Systems that were registered later: every mapping file of the folder that the setting `mappings` names.

Apart from known_mappings, so that reading them needs no database driver.
"""

from pathlib import Path

from gateway.settings import Settings
from gateway.sync.mapping import MappingFile, read_mapping
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.model import System, SystemKind
from seed.plan_files import load_plan

SUFFIXES = (".yaml", ".yml")


def plan_with_registered(settings: Settings) -> Catalogue:
    """The plan with the departments' authorisations and the registered systems, as a gateway of these settings has it.

    Raises BadInput for a file that cannot be used.
    """
    plan = load_plan(extra_authorisations=settings.authorisations)
    systems = registered_systems(settings, plan)
    return load_plan(extra_authorisations=settings.authorisations, more_systems=systems) if systems else plan


def registered_systems(settings: Settings, plan: Catalogue) -> tuple[System, ...]:
    """The systems of the folder's files that the plan does not name, each by the title that its file gives."""
    new = [read.mapping for read in registered_mappings(settings, plan) if plan.system(read.mapping.system) is None]
    return tuple(
        System(mapping.system, mapping.title or mapping.system, SystemKind.REGISTERED, use=mapping.use)
        for mapping in new
    )


def registered_mappings(settings: Settings, catalogue: Catalogue) -> list[MappingFile]:
    """The folder's files by name. Raises BadInput for one that cannot be used, and for two of one system."""
    found: dict[str, MappingFile] = {}
    for path in _files(settings.mappings):
        read = read_mapping(path, catalogue)
        other = found.setdefault(read.mapping.system, read)
        if other is not read:
            raise read.error(f"这个系统已有映射 / the system has a mapping already: {other.file.path}", "system")
    return list(found.values())


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError as error:
        said = error.strerror or str(error)
        raise BadInput(
            f"读不了映射文件的目录 / cannot read the folder of mapping files: {folder}: {said}", "--mappings"
        ) from None
