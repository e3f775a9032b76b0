"""Agencies, categories, cue words, units: data files, each entry with its source."""
