from tests.gateway.sync.running.conftest import embedded, graph, planned

__all__ = ["embedded", "graph", "planned"]
