"""Draws in the graph: asked → pool_reading → committing → carrying_out, and `reading` what is there (docs/sampling.md)."""
