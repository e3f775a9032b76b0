"""Pages of the reading room, one file a kind."""
