"""How commands reach the graph: through the server that serves the data folder, or, where there is none, in process."""
