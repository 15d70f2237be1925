"""From credentials to a snapshot: which tables of which scopes, fetched side by side."""
