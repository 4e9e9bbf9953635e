"""The 20 support systems (支撑系统) of annex 1 as databases over the synthetic city: docs/systems/README.md.

The steps: `sheets` tells what one department has written down of a subject, with the dirt of `dirt`; a system's own `rows`
gives that the shape of its `tables`; `filling` streams a whole city into one database a system and counts in a `manifest`.
"""
