"""Raw header lines, as fetches pass them on, as pairs for the libraries that want them so."""


def header_pairs(lines: bytes) -> list[tuple[str, str]]:
    """`b"a: 1\\r\\nb: 2\\r\\n"` → `[("a", "1"), ("b", "2")]`."""
    split = (line.partition(":") for line in lines.decode("latin-1").split("\r\n") if line)
    return [(name.strip(), value.strip()) for name, _, value in split]
