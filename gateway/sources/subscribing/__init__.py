"""Subscriptions at a subgraph: `event_stream` (SSE), `multipart` and `websocket`, each behind the port `Subscribable`.

What breaks the protocol ends the subscription with a SourceError; what is wrong inside an event is the event's own.
"""
