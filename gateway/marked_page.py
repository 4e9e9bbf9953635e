"""Pages of the docs with parts that are made from the code: each stands between two marks of its name."""


def with_part(page: str, name: str, part: str) -> str:
    """The page with the part `name` made anew; raises ValueError where its two marks do not stand there, each once."""
    head, _, tail = _around(page, name)
    return f"{head}{_begin(name)}\n{part}\n{_end(name)}{tail}"


def part_of(page: str, name: str) -> str:
    """What stands between the marks of `name`, without the line feeds around it. Raises ValueError as above."""
    return _around(page, name)[1].strip("\n")


def _around(page: str, name: str) -> tuple[str, str, str]:
    head, rest = page.split(_begin(name))
    part, tail = rest.split(_end(name))
    return head, part, tail


def _begin(name: str) -> str:
    return f"<!-- {name}: begin -->"


def _end(name: str) -> str:
    return f"<!-- {name}: end -->"
