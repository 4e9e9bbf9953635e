"""The monthly report (§四(四) 健全动态监测机制): asked of the public API, put on sheets, written to a file."""
