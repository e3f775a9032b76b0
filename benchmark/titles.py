"""How near the titles are to those that a reader of the letters wrote.

``python -m benchmark.titles DATA`` reads ``DATA/replies.jsonl`` and ``DATA/gold/commitments.jsonl``
and prints, for the quotes of the reader: the F1 of character bigrams (as ROUGE-2), averaged by letter
and then over letters; the share of titles that name something the reader's title names (a bigram of
it that is no date, no act and no figure); and the share whose last two characters nearly always go
on in the letters, which is what a word cut in two looks like. ``--before COMMIT`` also measures the
``titles.py`` of an older commit; ``--show N`` prints every N-th title.

The reader's titles were read while the rules were written: these are figures in sample, good for
comparing two versions, and no promise for letters that nobody has read.
"""

import argparse
import importlib.util
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmark.agencies import letters, rows
from yinuo.decode.folding import fold_key
from yinuo.decode.outline import heading_path, sections
from yinuo.extract import titles
from yinuo.extract.title_words import ACTS
from yinuo.model import Document

Title = Callable[..., str]
_GOES_ON = 0.02  # a bigram that ends a phrase less often than this is half a word
_SEEN = 20  # times, before that is said of it
_ENDS = set("，。；：、！？「」『』（）()\n之的及與和或並以等於在將可由為是後時前內中上下 ")
_NO_NAME = set("0123456789年月日底前後起於將及與之的等")


def bigrams(words: str) -> Counter[str]:
    """The character bigrams of ``words``, without blanks and with variants folded."""
    key = fold_key(words)
    return Counter(key[at : at + 2] for at in range(len(key) - 1))


def f1(gold: str, got: str) -> float:
    """The harmonic mean of the shares of bigrams that the two have in common."""
    wanted, found = bigrams(gold), bigrams(got)
    common = (wanted & found).total()
    return 2 * common / max(1, wanted.total() + found.total())


def names(gold: str, got: str, acts: frozenset[str]) -> bool:
    """True where ``got`` has a bigram of ``gold`` that names a thing."""
    things = {pair for pair in bigrams(gold) if not _NO_NAME & set(pair) and pair not in acts}
    return not things or bool(things & set(bigrams(got)))


def endings(texts: Sequence[str]) -> dict[str, float]:
    """How often each frequent bigram of the letters stands at the end of a phrase."""
    seen: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for text in texts:
        for at in range(len(text) - 2):
            pair = text[at : at + 2]
            seen[pair] += 1
            ends[pair] += text[at + 2] in _ENDS
    return {pair: ends[pair] / times for pair, times in seen.items() if times >= _SEEN}


def older(commit: str) -> Title:
    """The ``title`` of another commit."""
    source = subprocess.run(
        ["git", "show", f"{commit}:src/yinuo/extract/titles.py"], capture_output=True, text=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "older_titles.py")
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("older_titles", path)
        if spec is None or spec.loader is None:
            raise SystemExit(f"no titles.py in {commit}")
        module: ModuleType = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    found: Title = module.title
    return found


def measure(
    title: Title, golds: Sequence[dict[str, Any]], documents: dict[str, Document], ends: dict[str, float]
) -> str:
    """One line of figures for one way to write titles."""
    by_letter: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    acts = frozenset(ACTS)
    for gold in golds:
        document = documents[gold["document_id"]]
        got = title(gold["text"], heading_path(sections(document.text), gold["start"]), document.title)
        cut = ends.get(got[-2:], 1.0) < _GOES_ON
        by_letter[document.id].append((f1(gold["title"], got), names(gold["title"], got, acts), cut))
    means = [[sum(column) / len(own) for column in zip(*own, strict=True)] for own in by_letter.values()]
    near, named, cut_share = (sum(column) / len(means) for column in zip(*means, strict=True))
    return f"bigram F1 {near:.3f}, names the thing {named:.3f}, ends in half a word {cut_share:.3f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--before", metavar="COMMIT", help="also measure the titles of this commit")
    parser.add_argument("--show", type=int, metavar="N", help="print every N-th title")
    asked = parser.parse_args()
    held_back = set((asked.data / "acceptance_ids.txt").read_text().split())
    documents = {key: one for key, one in letters(asked.data / "replies.jsonl").items() if key not in held_back}
    golds = [gold for gold in rows(asked.data / "gold" / "commitments.jsonl") if gold["document_id"] in documents]
    ends = endings([document.text for document in documents.values()])
    ways = {"before": older(asked.before)} if asked.before else {}
    for name, way in {**ways, "now": titles.title}.items():
        print(f"{name}: {len(golds)} titles, {measure(way, golds, documents, ends)}")
    for gold in golds[:: asked.show] if asked.show else []:
        document = documents[gold["document_id"]]
        path = heading_path(sections(document.text), gold["start"])
        print(gold["title"])
        for way in ways.values():
            print(f"    {way(gold['text'], path, document.title)}")
        print(f"  → {titles.title(gold['text'], path, document.title)}")


if __name__ == "__main__":
    main()
