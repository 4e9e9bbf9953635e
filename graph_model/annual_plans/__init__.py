"""Annual plans (年度推进计划): what a department is to do in a year, as a list, and how far it has come."""
