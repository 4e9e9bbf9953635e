"""Credit repair (信用修复): asked for, evidenced, decided by a second person; a fact that is repaired no longer counts."""
