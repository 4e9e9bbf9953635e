"""Files of annual plans: their form, and reading one."""
