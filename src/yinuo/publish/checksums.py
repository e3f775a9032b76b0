"""SHA-256 of every file of a publication, as ``sha256sum --check`` reads it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

__all__ = ["CHECKSUMS", "digest_of", "files_under", "listed", "sums_bytes"]

CHECKSUMS = "SHA256SUMS"
_CHUNK = 1 << 20


def digest_of(place: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    found = hashlib.sha256()
    with place.open("rb") as data:
        while piece := data.read(_CHUNK):
            found.update(piece)
    return found.hexdigest()


def files_under(folder: Path) -> list[str]:
    """Every file under a folder as «a/b.csv», by code point; links are left out."""
    found = (place for place in folder.rglob("*") if place.is_file() and not place.is_symlink())
    return sorted(place.relative_to(folder).as_posix() for place in found)


def sums_bytes(folder: Path, paths: Iterable[str]) -> bytes:
    """One line a file, «hash, two blanks, path»: our names hold no line end and no backslash."""
    return "".join(f"{digest_of(folder / path)}  {path}\n" for path in paths).encode()


def listed(folder: Path) -> dict[str, str] | None:
    """Path → hash of what a folder says it holds; None where it has no list of ours."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    pairs = [line.partition("  ") for line in lines]
    sound = all(len(digest) == 64 and blanks and path for digest, blanks, path in pairs)
    return {path: digest for digest, _, path in pairs} if sound else None
