"""Captures → documents: what the bytes say, who wrote it, on what day."""
