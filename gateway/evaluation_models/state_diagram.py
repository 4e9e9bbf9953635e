"""The states of a model in docs/evaluation-models.md, drawn from the code: `python -m gateway.evaluation_models.state_diagram`."""

from pathlib import Path

from gateway.marked_page import with_part
from graph_model.evaluation.versions import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "evaluation-models.md"


def with_states(page: str) -> str:
    """The page with the diagram made anew."""
    return with_part(page, "states", diagram())


if __name__ == "__main__":
    PAGE.write_text(with_states(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
