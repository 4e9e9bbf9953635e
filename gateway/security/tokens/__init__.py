"""Tokens of an OpenID Connect provider: `provider` has its keys, `verification` believes a token or not, `claims` reads who it is
about."""
