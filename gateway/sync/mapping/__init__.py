"""A mapping file says how one department's database is read: docs/systems/mapping.md, schema/mapping.schema.json.

`model` is the file's form, `columns` what a reference to a column may look like, `reading` reads a file and holds it against
the catalogue, so that every error names file and line; `json_schema` is the form for editors.
"""

from gateway.sync.mapping.model import Mapping
from gateway.sync.mapping.reading import MappingFile, read_mapping

__all__ = ["Mapping", "MappingFile", "read_mapping"]
