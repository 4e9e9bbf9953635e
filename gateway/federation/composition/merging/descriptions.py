"""How descriptions merge: the commonest wins, the first subgraph's among equals."""

from collections import Counter

from gateway.federation.composition.codes import HintCode
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.sources import E, Sources, names, places


def merged_description(what: str, sources: Sources[E], context: Context) -> str | None:
    """The description to use; a hint where subgraphs disagree (having none is no disagreement)."""
    described = [source for source in sources if source.element.description]
    texts = Counter(source.element.description for source in described)
    if not texts:
        return None
    chosen = texts.most_common(1)[0][0]
    if len(texts) > 1:
        others = [source for source in described if source.element.description != chosen]
        context.findings.hint(
            HintCode.INCONSISTENT_DESCRIPTION,
            f"{what} is described differently in {names(others)}; the supergraph says: {chosen}",
            places(described),
        )
    return chosen
