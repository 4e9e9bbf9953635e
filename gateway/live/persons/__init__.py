"""Natural persons in departments' systems: found by our keyed hash, which no system has, without keeping an ID number."""
