"""The SDL of the `credit` subgraph, as `schema/credit.graphql` keeps it."""

from resolvers.schema import build_schema


def sdl() -> str:
    """The schema as text, with its federation directives; ends with a line feed."""
    return build_schema().as_str().rstrip("\n") + "\n"


if __name__ == "__main__":
    print(sdl(), end="")
