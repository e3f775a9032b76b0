"""Other readers' roles through our cuts."""

from benchmark.ceiling import span_score, spans
from benchmark.gold import Letter
from yinuo.model import DateInterval, Document, DocumentKind

TEXT = "本部將於明年修正管理辦法。步道全長3公里。\n本局持續輔導攤商改善油煙排放，後續將辦理複查。"
PROMISES = ("本部將於明年修正管理辦法。", "本局持續輔導攤商改善油煙排放", "後續將辦理複查。")


def letter() -> Letter:
    document = Document("letter", DocumentKind.REPLY, TEXT, DateInterval.day(2023, 3, 20))
    levels = ("C1", "C3", "C2")
    gold = [
        {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "level": level}
        for words, level in zip(PROMISES, levels, strict=True)
    ]
    return Letter(document, (), tuple(gold), full=True)


def test_units_that_commit_are_cut_as_the_engine_cuts_them() -> None:
    found = spans(letter(), [True, False, True])
    assert [TEXT[one["start"] : one["end"]] for one in found] == list(PROMISES)


def test_the_score_counts_what_is_missed_and_what_is_too_much() -> None:
    assert span_score([letter()], [[True, False, True]]) == (1.0, 1.0)
    assert span_score([letter()], [[True, False, False]]) == (0.5, 0.5)
    assert span_score([letter()], [[True, True, True]]) == (2 * 3 / 7, 1.0)
    assert span_score([letter()], [[False, False, False]]) == (0.0, 0.0)
