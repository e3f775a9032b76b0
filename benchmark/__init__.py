"""Scorers, trainers and speed: each prints the figures it is named for (see README.md)."""
