from tests.gateway.records.conftest import records_settings

__all__ = ["records_settings"]
