"""Cross-validation by document: every letter as read by a model that never saw it or a copy of it.

Each benchmark of extraction takes its readings from ``held_out``. With a folder to keep them in, one
fit serves all of them; a kept reading is used only while the labels, the letters, the engine's source
and the fitting code are byte for byte those that it came from.
"""

import argparse
import hashlib
import inspect
import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yinuo
from benchmark.gold import FOLDS, SEED, Letter, folds, letters
from yinuo.extract.commitments import extract
from yinuo.extract.reading import Reading
from yinuo.extract.statements import read
from yinuo.model import Commitment, Document, Extraction
from yinuo.words import Tier

__all__ = ["FITTED", "TIERS", "Held", "arguments", "full_of", "held_out", "key", "loaded", "progress", "training_for"]

Chances: TypeAlias = tuple[tuple[float, ...], ...]
"""Of each statement, in order, the chance of each of ``yinuo.extract.weights.OUTPUTS``."""

Reader: TypeAlias = Callable[[Document], tuple[Extraction, Chances]]
Fitter: TypeAlias = Callable[[Sequence[Letter], int], Reader]
"""Letters to learn from and the number of the fold that is held out → what reads a letter."""

FITTED = {
    "statements.npz": "refitted for each fold",
    "encoder.npz": "tuned again for each fold; its scores are kept in encoder_scores.npz",
    "levels.json": "refitted for each fold",
    "category_model.json": "refitted for each fold",
    "confidence.json": "changes no span and no role; benchmark.reliability fits its curves again for each fold",
}
"""Every file of the vocabulary fitted on the labels of letters, and how a reading here is kept from seeing its own."""

_PACKAGE = Path(yinuo.__file__).parent
_BESIDE = Path(__file__).parent
_SAMPLES: dict[str, tuple[Letter, Any]] = {}  # features of a letter: the same in every fold


class Held(NamedTuple):
    """A labelled letter and how it was read by a model that never saw it."""

    fold: int
    letter: Letter
    extraction: Extraction
    chances: Chances


def fast(training: Sequence[Letter], fold: int) -> Reader:  # noqa: ARG001 - a tier fitted beforehand needs the fold
    """The fast tier: rules, and all that is fitted (``FITTED``) fitted on ``training`` alone."""
    return _reader(training, Tier.FAST)


def careful(training: Sequence[Letter], fold: int) -> Reader:  # noqa: ARG001 - the kept scores know the folds
    """The careful tier: the same, and what the encoder said in the fold that held the letter out.

    Tuning an encoder takes half an hour a fold, so its scores are kept (``encoder_scores.npz``).
    """
    return _reader(training, Tier.CAREFUL)


def _reader(training: Sequence[Letter], tier: Tier) -> Reader:
    from benchmark.encoder_scores import Remembered
    from benchmark.train_statements import fit

    model: dict[str, Any] = fit([_sample(letter) for letter in training])
    if find_spec("benchmark.train_levels"):  # benchmark.gains reads revisions that are older than it
        from benchmark.train_levels import fit as fit_levels
        from benchmark.train_levels import rows

        model["levels"] = fit_levels([row for letter in training for row in rows(letter)])

    categorised = _categories(training)

    def reader(document: Document) -> tuple[Extraction, Chances]:
        encoder = Remembered(document.id)
        verdicts = read(Reading(document), model, tier=tier, encoder=encoder)
        found = extract(document, tier=tier, model=model, encoder=encoder)
        return categorised(found), tuple(verdict.chances for verdict in verdicts)

    return reader


def _categories(training: Sequence[Letter]) -> Callable[[Extraction], Extraction]:
    """What gives each commitment the category that weights fitted on ``training`` give it (any tier needs this)."""
    if not find_spec("benchmark.train_categories"):  # a revision in which nothing of categories was fitted
        return lambda extraction: extraction
    from benchmark.train_categories import CATEGORIES, examples, fit, table
    from yinuo.extract.categories import SIGNS

    weights = fit(*table([row for letter in training if letter.full for row in examples(letter)]))

    def one(document: Document, found: Commitment) -> Commitment:
        around = "\n".join((*found.headings, document.title))
        told = table([(found.quote.exact, found.agency, around, CATEGORIES[0].value)])[0][0]
        speaks = told[:, : len(SIGNS)].any(axis=1)
        scores = [score if says else float("-inf") for score, says in zip(told @ weights, speaks, strict=True)]
        best = CATEGORIES[scores.index(max(scores))] if speaks.any() else None
        return replace(found, document=document, category=best)

    def categorised(extraction: Extraction) -> Extraction:
        document = extraction.document
        return replace(extraction, commitments=tuple(one(document, found) for found in extraction.commitments))

    return categorised


TIERS: dict[str, Fitter] = {"fast": fast, "careful": careful}
"""How each tier is fitted; a new tier is a new entry."""


def held_out(
    found: Sequence[Letter],
    tier: str = "fast",
    *,
    share: float = 1.0,
    keep: Path | None = None,
    only: Sequence[int] | None = None,
) -> Iterator[Held]:
    """Each letter with its reading, fold by fold; copies of one text share a fold.

    Args:
        found: the labelled letters, as ``benchmark.gold.letters`` gives them.
        tier: a key of ``TIERS``.
        share: of the letters outside the fold, how many to learn from (0–1]; small shares lie within larger ones.
        keep: a folder for readings; none is kept where it is ``None``.
        only: the folds to read; all of them, or those the encoder was held out of, where not given.
    """
    chosen = sorted(set(_possible(found, tier) if only is None else only))
    name = f"{tier}-{share:g}-{''.join(map(str, chosen))}-{key(found, tier, share)[:24]}.pickle"
    path = keep / name if keep else None
    if path and path.exists():
        progress(f"{path.name}: kept readings")
        by_id = {letter.document.id: letter for letter in found}
        for fold, name, extraction, chances in pickle.loads(path.read_bytes()):
            yield Held(fold, by_id[name], extraction, chances)
        return
    readings = []
    for held in _read_folds(found, tier, share, chosen):
        readings.append((held.fold, held.letter.document.id, held.extraction, held.chances))
        yield held
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(readings))
        part.replace(path)


def _possible(found: Sequence[Letter], tier: str) -> list[int]:
    """The folds that a tier can be tested on: for the careful one those with scores of an encoder that was held out."""
    if tier != Tier.CAREFUL:
        return list(range(FOLDS))
    from benchmark.encoder_scores import scored

    kept = scored()
    return sorted({of for letter, of in zip(found, folds(found), strict=True) if letter.document.id in kept})


def _read_folds(found: Sequence[Letter], tier: str, share: float, chosen: Sequence[int]) -> Iterator[Held]:
    fold_of = folds(found)
    for fold in chosen:
        started = time.perf_counter()
        training = training_for(found, fold_of, fold, share)
        reader = TIERS[tier](training, fold)
        spent = time.perf_counter() - started
        progress(f"{tier}: fold {fold + 1} of {FOLDS}, learnt from {len(training)} letters in {spent:.0f} s")
        for letter, of in zip(found, fold_of, strict=True):
            if of == fold:
                yield Held(fold, letter, *reader(letter.document))


def training_for(found: Sequence[Letter], fold_of: Sequence[int], fold: int, share: float = 1.0) -> list[Letter]:
    """Letters to learn from for a fold: a share of the texts outside it, fully read ones in the same share."""
    outside = [letter for letter, of in zip(found, fold_of, strict=True) if of != fold]
    chosen: set[str] = set()
    for full in (True, False):
        texts = {letter.document.fingerprint for letter in outside if letter.full is full}
        order = sorted(texts, key=lambda text: hashlib.sha256(f"{SEED}{text}".encode()).digest())
        chosen.update(order[: max(1, round(share * len(order)))])
    return [letter for letter in outside if letter.document.fingerprint in chosen]


def key(found: Sequence[Letter], tier: str, share: float = 1.0) -> str:
    """SHA-256 of all that a reading depends on: letters and labels, tier, engine, vocabulary, fitting code."""
    digest = hashlib.sha256(f"{tier} {share:g} {sys.version_info[:2]}".encode())
    for code in (TIERS[tier], _reader, _categories, _read_folds, training_for):
        digest.update(inspect.getsource(code).encode())
    for letter in found:
        told = [letter.document.id, letter.document.text, letter.units, letter.commitments, letter.full]
        digest.update(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    for path in sorted(_sources()):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder in ("extract", "decode", "vocabulary"):
        yield from (path for path in (_PACKAGE / folder).rglob("*") if path.is_file() and path.suffix != ".pyc")
    yield from (_PACKAGE / "model.py", _PACKAGE / "words.py", _BESIDE / "gold.py")
    for pattern in ("train_*.py", "encoder*", "second_*"):
        yield from (path for path in _BESIDE.glob(pattern) if path.name != "train_pairs.py")


def _sample(letter: Letter) -> Any:
    """Its ``Sample``; that module needs packages for fitting, so it is imported only here."""
    from benchmark.train_statements import sample

    known = _SAMPLES.get(letter.document.id)
    if known is None or known[0] is not letter:
        known = _SAMPLES[letter.document.id] = (letter, sample(letter))
    return known[1]


def full_of(held: Sequence[Held]) -> list[Held]:
    """The fully read letters alone: those whose spans are labelled."""
    return [one for one in held if one.letter.full]


def progress(words: str) -> None:
    """Tell how far it is, on stderr."""
    print(words, file=sys.stderr, flush=True)


def loaded(data: Path) -> tuple[Letter, ...]:
    """The labelled letters under ``data``; one line and exit 2 where they are not there."""
    needed = ("replies.jsonl", "acceptance_ids.txt", "gold/statements.jsonl", "gold/commitments.jsonl")
    for name in needed:
        if not (data / name).is_file():
            progress(
                f"找不到 {data / name}：請給含 {'、'.join(needed)} 的資料夾"
                f"（no such file: give the folder that holds {', '.join(needed)}）"
            )
            raise SystemExit(2)
    return letters(data)


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The arguments that every benchmark of extraction takes: DATA, --tier, --keep, --json."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder with replies.jsonl and gold/")
    parser.add_argument("--tier", choices=sorted(TIERS), default="fast")
    parser.add_argument("--folds", type=int, nargs="+", choices=range(FOLDS), help="only these folds")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep readings here and use those that still hold")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    return parser
