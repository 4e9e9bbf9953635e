"""Short ways to compose in tests: subgraphs as keyword arguments, all of Federation imported, files called NAME.graphql."""

import re

import pytest

from gateway.federation.composition import (
    Composed,
    CompositionError,
    CompositionFailed,
    ErrorCode,
    Hint,
    HintCode,
    SubgraphSource,
    compose,
)
from gateway.federation.composition.specifications import federation_directives


class Federation1(str):
    """A subgraph's text to take as it is, without a link to Federation 2."""


def source(name: str, sdl: str, version: str = "2.9") -> SubgraphSource:
    """The subgraph; the link stands on the text's first line, so that lines are the text's own."""
    if not isinstance(sdl, Federation1) and "federation/v" not in sdl:
        major, minor = map(int, version.split("."))
        imports = ", ".join(f'"@{directive}"' for directive in federation_directives((major, minor)))
        link = f'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}", import: [{imports}]) '
        sdl = link + sdl
    return SubgraphSource(name, f"http://{name}/", sdl, f"{name}.graphql")


def composed(version: str = "2.9", **sdls: str) -> Composed:
    return compose([source(name, sdl, version) for name, sdl in sdls.items()])


def merged(name: str, **sdls: str) -> str:
    """One definition of the supergraph, as printed."""
    return definition(composed(**sdls).supergraph_sdl, name)


def definition(sdl: str, name: str) -> str:
    found = re.findall(
        rf'(?:^"""(?:.|\n)*?"""\n)?^(?:type|interface|union|enum|input|scalar) {name}\b(?:.|\n)*?(?=\n\n|\n\Z)',
        sdl,
        re.M,
    )
    assert len(found) == 1, found
    return str(found[0])


def errors(version: str = "2.9", **sdls: str) -> tuple[CompositionError, ...]:
    with pytest.raises(CompositionFailed) as failed:
        composed(version, **sdls)
    return failed.value.errors


def fails(code: ErrorCode, *places: str, version: str = "2.9", **sdls: str) -> CompositionError:
    """Composition gives one error, with the code, at the places ("a:2" for line 2 of a.graphql)."""
    found = errors(version, **sdls)
    assert [error.code for error in found] == [code], [str(error) for error in found]
    where = [f"{place.subgraph}:{place.line}" for place in found[0].locations]
    assert where == list(places), str(found[0])
    assert set(found[0].subgraphs) >= {place.split(":")[0] for place in places}
    return found[0]


def hint(code: HintCode, **sdls: str) -> Hint:
    """The first hint with the code."""
    hints = composed(**sdls).hints
    found = [one for one in hints if one.code == code]
    assert found, [str(one) for one in hints]
    return found[0]
