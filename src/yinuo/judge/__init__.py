"""Commitments and later documents in; evidence, and where each promise stands, out. Pure."""
