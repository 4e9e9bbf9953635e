"""API keys of systems: `forms` is how one is written, `desk` makes and ends them, `ring` tells in service whose one is."""
