"""Bytes → text: one file a format."""
