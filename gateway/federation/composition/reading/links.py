"""Step 1b: the specifications a subgraph links, and what each directive's name means there."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import ConstDirectiveNode, DocumentNode, SchemaDefinitionNode, SchemaExtensionNode, value_from_ast_untyped

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.specifications import (
    ALONE,
    FEDERATION,
    FEDERATION_1,
    LINK,
    NEWEST_ALONE,
    NEWEST_FEDERATION,
    TYPES_SINCE,
    federation_directives,
    federation_types,
)
from gateway.federation.composition.subgraph import Link

URL = re.compile(r"^(?P<identity>[a-z][a-z0-9+.-]*://.+?/(?P<name>[^/]+?))(/v(?P<major>\d+)\.(?P<minor>\d+))?/?$")


class Origin:
    """Where a file's nodes are."""

    def __init__(self, subgraph: str, file: str | None) -> None:
        self.subgraph, self.file = subgraph, file

    def place(self, node: Any) -> Place:
        loc = getattr(node, "loc", None)
        return Place(self.subgraph, self.file, loc.start_token.line if loc else None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names mean in one subgraph.

    `directives`: name as used → (specification, canonical name), "federation" for what Federation brings, under whatever
    link; `types`: names of scalars that Federation brings → canonical name.
    """

    federation: tuple[int, int] | None
    links: tuple[Link, ...]
    directives: dict[str, tuple[str, str]]
    types: dict[str, str]

    def meaning(self, directive: str) -> tuple[str, str]:
        return self.directives.get(directive, ("", directive))


def vocabulary(document: DocumentNode, origin: Origin, findings: Findings) -> Vocabulary:
    """Read the schema's @link uses."""
    links = tuple(_links(document, origin, findings))
    federation = next((link.version for link in links if link.identity == FEDERATION), None)
    directives: dict[str, tuple[str, str]] = {}
    types = {"_FieldSet": "FieldSet"}
    if federation is None:
        directives |= {name: ("federation", name) for name in FEDERATION_1}
        types |= {"federation__FieldSet": "FieldSet", "FieldSet": "FieldSet"}
    for link in links:
        directives |= _directives_of(link)
        types |= _types_of(link)
    directives["link"] = ("link", "link")
    return Vocabulary(federation, links, directives, types)


def schema_directives(document: DocumentNode) -> Iterator[ConstDirectiveNode]:
    """Directives of the schema definition and its extensions."""
    for node in document.definitions:
        if isinstance(node, (SchemaDefinitionNode, SchemaExtensionNode)):
            yield from node.directives or ()


def _links(document: DocumentNode, origin: Origin, findings: Findings) -> Iterator[Link]:
    uses = [
        (node, {argument.name.value: value_from_ast_untyped(argument.value) for argument in node.arguments or ()})
        for node in schema_directives(document)
    ]
    called = next((str(a.get("as")) for _, a in uses if _is_link(a) and a.get("as")), "link")
    for node, arguments in uses:
        if node.name.value == called:
            link = _link(arguments, origin.place(node), findings)
            if link is not None and link.identity != LINK:
                yield link


def _is_link(arguments: dict[str, Any]) -> bool:
    return str(arguments.get("url")).startswith(f"{LINK}/")


def _link(arguments: dict[str, Any], place: Place, findings: Findings) -> Link | None:
    url = arguments.get("url")
    matched = URL.match(url) if isinstance(url, str) else None
    if matched is None:
        findings.error(
            ErrorCode.INVALID_LINK_IDENTIFIER,
            f"@link(url: {json.dumps(url)}): a URL that ends in a specification's name, with its version (…/name/v1.0), is needed",
            [place],
        )
        return None
    link = Link(
        identity=matched["identity"],
        name=matched["name"],
        version=(int(matched["major"] or 0), int(matched["minor"] or 0)),
        namespace=str(arguments.get("as") or matched["name"]),
        imports=_imports(arguments.get("import") or [], place, findings),
        place=place,
    )
    _check_version(link, findings)
    _check_imports(link, findings)
    return link


def _imports(declared: Any, place: Place, findings: Findings) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in declared if isinstance(declared, list) else [declared]:
        name, renamed = (entry.get("name"), entry.get("as")) if isinstance(entry, dict) else (entry, None)
        renamed = renamed or name
        if not isinstance(name, str) or not isinstance(renamed, str) or name.startswith("@") != renamed.startswith("@"):
            findings.error(
                ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
                f'@link cannot import {json.dumps(entry)}: "@name" or {{name, as}} is needed',
                [place],
            )
            continue
        found[name] = renamed
    return found


def _check_version(link: Link, findings: Findings) -> None:
    if link.identity == FEDERATION and not (2, 0) <= link.version <= NEWEST_FEDERATION:
        findings.error(
            ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION,
            f"{link.url} is not understood (v2.0 to v{NEWEST_FEDERATION[0]}.{NEWEST_FEDERATION[1]} are)",
            [link.place],
        )
    newest = NEWEST_ALONE.get(link.name, (0, 1))
    if link.identity in ALONE and not (0, 1) <= link.version <= newest:
        findings.error(
            ErrorCode.UNKNOWN_LINK_VERSION,
            f"{link.url} is not understood (v0.1 to v{newest[0]}.{newest[1]} are)",
            [link.place],
        )


def _check_imports(link: Link, findings: Findings) -> None:
    brought = _brought(link)
    for name in link.imports:
        if brought is not None and name not in brought:
            findings.error(ErrorCode.INVALID_LINK_DIRECTIVE_USAGE, f"{link.url} has no {name} to import", [link.place])


def _brought(link: Link) -> Sequence[str] | None:
    """What a specification has to import; None for one that is not known here."""
    if link.identity == FEDERATION:
        version = min(link.version, NEWEST_FEDERATION)
        known = [*(f"@{name}" for name in federation_directives(version)), *federation_types(version), "@link"]
        return known if link.version <= NEWEST_FEDERATION else None
    if link.identity in ALONE:
        return [f"@{name}" for name in ALONE[link.identity]] + list(TYPES_SINCE)
    return None


def _directives_of(link: Link) -> dict[str, tuple[str, str]]:
    imported = {name[1:]: used[1:] for name, used in link.imports.items() if name.startswith("@")}
    if link.identity == FEDERATION:
        names, specification = federation_directives(link.version), "federation"
    else:
        names, specification = ALONE.get(link.identity, ()), "federation" if link.identity in ALONE else link.identity
    found = {f"{link.namespace}__{name}": (specification, name) for name in names}
    if link.name in names:
        found[link.namespace] = (specification, link.name)
    known = names if specification == "federation" else imported
    return found | {used: (specification, name) for name, used in imported.items() if name in known}


def _types_of(link: Link) -> dict[str, str]:
    if link.identity != FEDERATION:
        return {}
    renamed = {used: name for name, used in link.imports.items() if not name.startswith("@")}
    return {f"{link.namespace}__{name}": name for name in TYPES_SINCE} | renamed
