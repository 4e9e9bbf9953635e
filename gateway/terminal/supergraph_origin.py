"""Where a command's supergraph comes from, and what a person is told when it gives none."""

import sys
from pathlib import Path

import typer

from gateway.federation.composition import CompositionFailed
from gateway.federation.configuration import BadConfiguration
from gateway.federation.origins import (
    Configured,
    Given,
    Origin,
    Subgraphs,
    SupergraphAddress,
    SupergraphFile,
    SupergraphSilent,
)
from gateway.federation.subgraph_schemas import SubgraphSilent
from gateway.terminal.exit_codes import FOUND_WRONG
from graph_model.errors import BadInput, StoreUnavailable


def origin_of(supergraph: str | None, subgraphs: Path | None, config: Path | None, poll: float) -> Origin:
    """The origin that one of the first two options names; an address is polled every `poll` seconds. Raises BadInput."""
    if (supergraph is None) == (subgraphs is None):
        raise BadInput("给出 --supergraph 或 --subgraphs 之一 / give one of --supergraph and --subgraphs")
    if supergraph is not None:
        remote = supergraph.startswith(("http://", "https://"))
        origin: Origin = SupergraphAddress(supergraph, poll) if remote else SupergraphFile(Path(supergraph))
        return origin if config is None else Configured(origin, config)
    if config is not None:
        raise BadInput("与 --supergraph 一起用；--subgraphs 的文件自己就有 / goes with --supergraph", "--config")
    assert subgraphs is not None
    return Subgraphs(subgraphs)


async def first_given(origin: Origin) -> Given:
    """What an origin gives when a command starts; hints and composition's errors go to standard error."""
    try:
        given = await origin.look(anew=True)
    except CompositionFailed as failed:
        for found in failed.errors:
            print(found, file=sys.stderr)
        raise typer.Exit(FOUND_WRONG) from None
    except (SubgraphSilent, SupergraphSilent) as error:
        raise StoreUnavailable(str(error)) from error
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(error), str(origin)) from error
    assert given is not None
    for hint in given.hints:
        print(f"hint {hint}", file=sys.stderr)
    return given
