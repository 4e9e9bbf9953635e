"""The department systems asked at query time: each mapping becomes a subgraph over the system's own database.

`names` and `sdl` say how it looks, `places` how its values are read, `comparing` how they are filtered and ordered in the
database, `description` puts that together for `gateway.sources.sql`; `systems` holds what is asked through, `grades` asks it
for grade views.
"""
