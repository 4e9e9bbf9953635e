"""The chain itself, with random lines and random tampering."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gateway.records.audit.chain import GENESIS, Head, Link, head_of, linked
from gateway.records.audit.verifying import Walk

BODIES = st.lists(st.text(max_size=30), min_size=1, max_size=12)


def walked(links: list[Link]) -> Walk:
    walk = Walk("1")
    for link in links:
        walk.take(link)
    return walk


@given(BODIES, st.integers(0, 12))
def test_groups_of_any_size_make_one_chain(bodies: list[str], cut: int) -> None:
    whole = linked("1", Head(), bodies)
    first = linked("1", Head(), bodies[:cut])
    second = linked("1", head_of(first[-1]) if first else Head(), bodies[cut:])
    assert first + second == whole
    assert walked(whole).findings == []
    assert [link.sequence for link in whole] == list(range(1, len(bodies) + 1))


@given(BODIES, st.data())
def test_no_other_sequence_of_lines_passes_for_it(bodies: list[str], data: st.DataObject) -> None:
    """However lines are changed, left out, doubled or ordered: it is found, or the end is another one, which the anchor tells."""
    links = linked("1", Head(), bodies)
    places = data.draw(st.lists(st.integers(0, len(links) - 1), max_size=len(links) + 2), label="places")
    tampered = [links[place] for place in places]
    for number, link in enumerate(tampered):
        if data.draw(st.booleans(), label="renumbered"):
            tampered[number] = replace(link, sequence=number + 1)
        if data.draw(st.integers(0, 4), label="rewritten") == 0:
            tampered[number] = replace(tampered[number], body=data.draw(st.text(max_size=30)))
    if tampered == links:
        assert walked(tampered).findings == []
    else:
        walk = walked(tampered)
        assert walk.findings or walk.head != head_of(links[-1])


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_line_belongs_to_its_chain(one: str, other: str) -> None:
    [link] = linked("1", Head(), [one])
    assert linked("2", Head(), [one]) != [link]
    assert (linked("1", Head(), [other]) == [link]) == (one == other)
    assert linked("1", Head(1, GENESIS), [one]) != [link]
