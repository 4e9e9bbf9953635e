"""Step 5c: the subgraphs' own directives that @composeDirective takes along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import DirectiveDefinitionNode

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging.sources import in_order, listed
from gateway.federation.composition.specifications import DIRECTIVES, HOST
from gateway.federation.composition.subgraph import Link, Subgraph, Use


@dataclass(frozen=True, slots=True)
class ComposedDirectives:
    """What of the subgraphs' own directives the supergraph has. `links` are the specifications to link for them."""

    definitions: Mapping[str, DirectiveDefinitionNode]
    links: tuple[Link, ...]

    @property
    def repeatable(self) -> dict[str, bool]:
        return {name: node.repeatable for name, node in self.definitions.items()}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One @composeDirective that can be followed: the directive's name in the subgraph and in its specification."""

    subgraph: Subgraph
    use: Use
    name: str
    canonical: str
    link: Link
    definition: DirectiveDefinitionNode


def composed_directives(all_facts: Sequence[Facts], findings: Findings) -> ComposedDirectives:
    """Follow every @composeDirective."""
    wanted = [one for known in all_facts for one in _wanted(known.subgraph, findings)]
    links = _newest_links(wanted, findings)
    _check_names(wanted, findings)
    definitions: dict[str, DirectiveDefinitionNode] = {}
    for one in sorted(wanted, key=lambda one: one.link.version, reverse=True):
        definitions.setdefault(one.name, one.definition)
    return ComposedDirectives(definitions, links)


def _wanted(subgraph: Subgraph, findings: Findings) -> Iterator[_Wanted]:
    for use in subgraph.about.used("composeDirective"):
        name = use.values.get("name")
        found = _find(subgraph, use, name) if isinstance(name, str) else 'its argument must be a directive ("@name")'
        if isinstance(found, _Wanted):
            yield found
        elif found is None:
            findings.hint(HintCode.DIRECTIVE_COMPOSITION_INFO, f"{name} goes into the supergraph anyway", [use.place])
        else:
            text = f"@composeDirective(name: {name!r}): {found}"
            findings.error(ErrorCode.DIRECTIVE_COMPOSITION_ERROR, text, [use.place])


def _find(subgraph: Subgraph, use: Use, name: str) -> _Wanted | str | None:
    """The directive to take along; what is wrong, as text; None where it goes along by itself."""
    if not name.startswith("@"):
        return "the name must begin with @"
    for link in subgraph.links:
        canonical = next((key for key, used in link.imports.items() if used == name), None)
        if canonical is None and name == f"@{link.namespace}":
            canonical = f"@{link.name}"
        if canonical is None and name.startswith(f"@{link.namespace}__"):
            canonical = f"@{name.removeprefix(f'@{link.namespace}__')}"
        if canonical is None:
            continue
        if link.identity.startswith(HOST):
            known = DIRECTIVES.get(canonical[1:])
            return None if known is not None and known.alone else "it is Federation's and cannot be composed"
        definition = subgraph.directives.get(name[1:])
        if definition is None:
            return "the subgraph does not define it"
        return _Wanted(subgraph, use, name[1:], canonical[1:], link, definition)
    return "it must be imported from a specification by @link"


def _newest_links(wanted: Sequence[_Wanted], findings: Findings) -> tuple[Link, ...]:
    found = []
    for identity in in_order([one.link.identity] for one in wanted):
        users = [one for one in wanted if one.link.identity == identity]
        newest = max((one.link for one in users), key=lambda link: link.version)
        versions = {one.link.version for one in users}
        if len({major for major, _ in versions}) > 1:
            findings.error(
                ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
                f"{identity} is linked in several major versions, of which no one understands the other",
                [one.link.place for one in users],
            )
        imports = {f"@{one.canonical}": f"@{one.name}" for one in users}
        found.append(replace(newest, imports=imports))
    return tuple(found)


def _check_names(wanted: Sequence[_Wanted], findings: Findings) -> None:
    """One name must mean one directive, and one directive have one name."""
    for name in in_order([one.name] for one in wanted):
        same = [one for one in wanted if one.name == name]
        if len({(one.link.identity, one.canonical) for one in same}) > 1:
            _report_names(f"@{name} means different directives", same, findings)
    for identity, canonical in dict.fromkeys((one.link.identity, one.canonical) for one in wanted):
        same = [one for one in wanted if (one.link.identity, one.canonical) == (identity, canonical)]
        if len({one.name for one in same}) > 1:
            _report_names(f"@{canonical} of {identity} has different names", same, findings)


def _report_names(what: str, same: Sequence[_Wanted], findings: Findings) -> None:
    subgraphs = listed([one.subgraph.name for one in same])
    findings.error(ErrorCode.DIRECTIVE_COMPOSITION_ERROR, f"{what} in {subgraphs}", [one.use.place for one in same])
