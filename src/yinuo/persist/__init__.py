"""The ledger: append-only, hash-chained, searchable."""
