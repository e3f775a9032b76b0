"""Names of features made of the names of cues; remembered, since the same few cues come together again and again."""

from functools import lru_cache

__all__ = ["paired", "prefixed"]


@lru_cache(maxsize=16384)
def prefixed(words: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    """One name a cue: («before expected», «before later»)."""
    return tuple(f"{words} {cue}" for cue in cues)


@lru_cache(maxsize=16384)
def paired(words: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    """One name for each two cues, the earlier first: («pair expected later»,)."""
    return tuple(f"{words} {cue} {other}" for at, cue in enumerate(cues) for other in cues[at + 1 :])
