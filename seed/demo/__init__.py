"""Ten made-up subjects with known stories: printed by `serve`, used in every example of the docs."""

from seed.demo.laying import lay_demo
from seed.demo.stories import DEMO_SUBJECTS, DemoSubject

__all__ = ["DEMO_SUBJECTS", "DemoSubject", "lay_demo"]
