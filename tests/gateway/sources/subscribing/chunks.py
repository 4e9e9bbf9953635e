"""A text in chunks, as a network may hand it over."""

from hypothesis import strategies as st


@st.composite
def cut(draw: st.DrawFn, whole: bytes) -> list[bytes]:
    ends = sorted(draw(st.sets(st.integers(1, len(whole) - 1))))
    return [whole[begin:end] for begin, end in zip([0, *ends], [*ends, len(whole)], strict=True)]
