"""How much two texts say the same: the cosine of their squared pair weights, 0 to 1."""

from yinuo.judge.reading import Read, read

__all__ = ["cosine", "likeness"]


def likeness(one: str, other: str) -> float:
    """How much two texts (as written) say the same, 0 to 1."""
    return cosine(read(one), read(other))


def cosine(one: Read, other: Read) -> float:
    """How much two texts say the same, already read."""
    shared = sorted(one.weights.keys() & other.weights.keys())
    if not shared:
        return 0.0
    return float(sum(one.weights[gram] ** 2 for gram in shared) / (one.squares * other.squares) ** 0.5)
