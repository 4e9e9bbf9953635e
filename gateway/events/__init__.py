"""Changes of the graph as events for subscribers: one reader of the feed for all of them, and how many there may be."""
