"""Make what ``yinuo.judge`` ships: the table of pair weights, and the small fitted models.

    python -m benchmark.train_pairs --data ../shared/data

Reads the letters and the gold pairs; leaves out the acceptance letters and every copy of one.
The same data gives the same bytes.
"""

import argparse
import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmark.encoder_weights import prune, unpack
from benchmark.pairs import fit_judge, load
from yinuo.decode.folding import fold
from yinuo.judge import pair_encoder
from yinuo.judge.evidence import Model
from yinuo.judge.features import NAMES
from yinuo.judge.grams import find_grams, weights
from yinuo.model import fingerprint

ROOT = Path(__file__).resolve().parents[1]
IDF = ROOT / "src/yinuo/vocabulary/bigram_idf.json"
WORDS = ROOT / "src/yinuo/vocabulary/pair_words.npz"
AXES = 64  # of 32, 64 and 384 tried, the best by cross-validation
MODEL = ROOT / "src/yinuo/vocabulary/pair_model.json"


def letters(data: Path) -> list[dict[str, Any]]:
    """The letters once each, without the acceptance letters and their copies."""
    held_back = set((data / "acceptance_ids.txt").read_text(encoding="utf-8").split())
    rows = [json.loads(line) for line in (data / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    prints = {row["id"]: fingerprint(row["content"]) for row in rows}
    seen = {prints[held] for held in held_back}
    kept = []
    for row in rows:
        if prints[row["id"]] not in seen:
            seen.add(prints[row["id"]])
            kept.append(row)
    return kept


def passages(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Their sentences, folded."""
    cut = (part for row in rows for part in re.split(r"[。；]", fold(row["content"]).text))
    return [part for part in cut if len(part) >= 4]


def pair_weights(sentences: list[str]) -> dict[str, Any]:
    """log((n + 1) / (df + 0.5)) of every pair or Latin word found in two passages or more, by level."""
    counts = Counter(gram for sentence in sentences for gram in {gram for _, gram in find_grams(sentence)})
    pairs: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for gram, count in sorted(counts.items()):
        if count < 2:
            continue
        level = f"{math.log((len(sentences) + 1) / (count + 0.5)):.1f}"
        (pairs if gram[0] >= "\u3400" else words).setdefault(level, []).append(gram)
    levels = sorted(pairs, key=float)
    return {
        "source": "ID2 reply letters without the acceptance letters; made by benchmark/train_pairs.py",
        "data_sha256": hashlib.sha256("\n".join(sentences).encode()).hexdigest(),
        "passages": len(sentences),
        "pairs": {level: "".join(pairs[level]) for level in levels},
        "words": {level: words[level] for level in sorted(words, key=float)},
    }


def word_table(sentences: list[str], encoder: Path) -> dict[str, NDArray[Any]]:
    """The words of a published encoder that these sentences need: cut, rarity, direction.

    Directions are the rows of its word table less the mean of what is commonest, at unit length, turned
    onto their first ``AXES`` principal axes and kept as whole numbers of -127 to 127.
    """
    published = unpack(encoder)
    pieces, kept = prune(published, sentences)
    counts = Counter(number for sentence in sentences for number in set(pieces.cut(sentence)))
    found = np.array([counts[number] for number in range(len(kept))])
    told = [any("\u4e00" <= sign <= "\u9fff" or sign.isalpha() for sign in piece) for piece in pieces.pieces]
    rarity = np.where(told, np.log((len(sentences) + 1) / (found + 0.5)), 0.0)
    rows = published.tensors["emb.word"][kept].astype(np.float64)
    rows -= np.average(rows, axis=0, weights=np.where(told, np.exp(-rarity), 0.0))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    _, turned = np.linalg.eigh(rows.T @ rows)
    rows = rows @ turned[:, ::-1][:, :AXES]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return {
        "pieces": np.frombuffer("\n".join(pieces.pieces).encode(), dtype=np.uint8),
        "scores": np.array([*pieces.scores], dtype=np.float32),
        "rarity": rarity.astype(np.float16),
        "directions": np.round(rows * 127 / np.abs(rows).max()).astype(np.int8),
    }


def write_words(sentences: list[str], encoder: Path) -> None:
    """Write the word table and say so."""
    table = word_table(sentences, encoder)
    np.savez_compressed(
        WORDS,
        pieces=table["pieces"],
        scores=table["scores"],
        rarity=table["rarity"],
        directions=table["directions"],
    )
    print(f"{WORDS.name}: {WORDS.stat().st_size:,} bytes")


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a data file and say so."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def pair_model(data: Path) -> dict[str, Any]:
    """The two models, fitted on every gold pair."""
    gold = load(data)
    judge = fit_judge(gold, np.ones(len(gold.rows), dtype=bool))
    raw = (data / "gold/pairs.jsonl").read_bytes()
    return {
        "source": "gold/pairs.jsonl; made by benchmark/train_pairs.py, measured by benchmark/pairs.py",
        "data_sha256": hashlib.sha256(raw).hexdigest(),
        "measures": [*NAMES, *pair_encoder.NAMES],
        "bears": _plain(judge.bears),
        "moves": _plain(judge.moves),
        "closer": _plain(judge.closer),
    }


def _plain(model: Model | None) -> dict[str, Any]:
    assert model is not None
    return {"intercept": round(model.intercept, 5), "weights": [round(value, 5) for value in model.weights]}


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=ROOT.parent / "shared/data")
    parser.add_argument("--encoder", type=Path, help="the published encoder's file; without it the word table stays")
    given = parser.parse_args()
    data: Path = given.data
    sentences = passages(letters(data))
    write(IDF, pair_weights(sentences))
    if given.encoder is not None:
        write_words(sentences, given.encoder)
    weights.cache_clear()
    write(MODEL, pair_model(data))


if __name__ == "__main__":
    main()
