"""The platforms of the plan's text (任务 6, 任务 9, §四(三)) as databases over the synthetic city: docs/systems/platforms.md.

The steps: a platform's own `leaves` say what it has written down of a subject, `staining` puts dirt on them, its `rows` give
that the shape of its tables; `seed.systems.filling` streams the city into them as it does into the 20 support systems.
"""
