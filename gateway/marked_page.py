"""Pages of the docs with parts that are made from the code: each stands between two marks of its name."""


def with_part(page: str, name: str, part: str) -> str:
    """The page with the part `name` made anew; raises ValueError where its two marks do not stand there, each once."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = page.split(begin)
    _, tail = rest.split(end)
    return f"{head}{begin}\n{part}\n{end}{tail}"
