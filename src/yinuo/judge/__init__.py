"""Commitments and later documents → evidence → judgements: where each promise stands."""
