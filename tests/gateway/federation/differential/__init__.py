"""The differential oracle of the federation engine: what is divided and federated answers like the undivided schema.

Order of the steps: a random world (`random_worlds`) is divided into subgraphs (`dividing/`), both are printed (`sdl`) and
executed by graphql-core (`undivided`, `subgraph_service`), random operations (`random_operations`) are asked of both, and the
answers compared (`comparing`). `features` counts what really happened.
"""
