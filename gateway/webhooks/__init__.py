"""Webhooks: what systems push to the gateway, signed as the Standard Webhooks specification 1.0.0 says.

`configuration` is the file that names who pushes, `signatures` the convention, `intake` takes a delivery in; the route is
gateway/http/webhooks.py. docs/push-and-pull.md is the same for people.
"""
