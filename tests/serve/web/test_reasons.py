"""What rules say, on English pages: every sentence of theirs is said in English."""

import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from yinuo.judge.rules import RULES
from yinuo.judge.status import DRIFTED, PASSED, REACHED
from yinuo.persist.ledger import Ledger
from yinuo.persist.views import show
from yinuo.serve.web.language import CHINESE, ENGLISH
from yinuo.serve.web.reasons import FORMS, pieces

HAN = re.compile("[㐀-鿿]")


def english(words: str) -> str:
    return "".join(text for text, _ in pieces(ENGLISH, words))


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        (
            "2024-01-05 的文件顯示承諾已達成（逾期：期限 2023-12-31，最早見於 2024-01）",
            "The document of 2024-01-05 shows it fulfilled (late: deadline 2023-12-31, first seen 2024-01)",
        ),
        (
            "期限 2023-06-30 已過，已查閱至 2024-10-14 的文件（其後 1,234 份），未見達成",
            "2023-06-30 is past; documents were searched until 2024-10-14 (1,234 after it), and none shows it",
        ),
        ("2023-09-25 的文件將期限由 2023-12-31 延後，未定新期限", "puts the deadline of 2023-12-31 off"),
        (
            "較早的期限「113年6月底前」完工（2024-06-30，改為 2025-06-30）：期限已過，其後的文件未見完成",
            "The earlier deadline “113年6月底前” 完工 (2024-06-30, then 2025-06-30): past; later documents",
        ),
        ("2024-03-01 的文件：「20GW」→「15GW」（降低）", "The document of 2024-03-01: “20GW” → “15GW” ("),
        (
            "林小安 於 2024-12-31 改判2024-03-01 的文句為「達成」：新聞稿已宣布通車",
            "林小安 on 2024-12-31 relabelled the passage of 2024-03-01 as fulfilled：新聞稿已宣布通車",
        ),
    ],
)
def test_a_sentence_keeps_its_days_counts_and_quotes(chinese: str, said: str) -> None:
    assert said in english(chinese)


def test_words_of_the_ledger_are_told_apart_from_ours() -> None:
    found = pieces(ENGLISH, "2024-03-01 的文件：「完工」→「動工」（用語轉弱）")
    assert [text for text, chinese in found if chinese] == ["完工", "動工"]
    assert not any(HAN.search(text) for text, chinese in found if not chinese)


def test_closed_words_of_the_rules_are_all_known() -> None:
    for words in REACHED.values():
        assert not HAN.search(english(f"較早的期限「6/30」（2024-06-30）：{words}")), words
    for words in PASSED.values():
        assert not HAN.search(english(words.format("2024-06-30"))), words
    for words in DRIFTED.values():
        assert not HAN.search(english(f"2024-03-01 的文件：「A」→「B」（{words}）")), words


def test_every_sentence_written_in_the_rules_has_a_form() -> None:
    """Literal pieces of sentences in the rules' own source, found again in some form."""
    place = Path(str(RULES[0].__code__.co_filename))
    told = "\n".join(FORMS)
    for words in re.findall(r'_say\(State\.\w+, f?"([^"]+)"', place.read_text(encoding="utf-8")):
        for piece in re.split(r"\{[^}]*\}", words):
            assert piece in told, words


def test_an_unknown_sentence_stays_chinese_and_is_marked_so() -> None:
    assert pieces(ENGLISH, "來日的規則所說") == [("來日的規則所說", True)]
    assert pieces(CHINESE, "2023-01-01 的文件顯示有後續作為") == [("2023-01-01 的文件顯示有後續作為", False)]


def test_no_sentence_takes_long_to_read() -> None:
    for words in ("（" * 2000, "較早的期限「" + "」（2024）：" * 180, "甲 於 2024 確認" * 150):
        assert english(words)


def test_every_reason_of_the_examples_is_said_in_english(reading_store: Path, web: httpx.Client) -> None:
    with Ledger.open(reading_store, readonly=True) as ledger:
        ids = [str(one) for (one,) in ledger.rows("SELECT id FROM commitments")]
        reasons = {
            reason["words"] for one in ids for reason in show(ledger, one, date(2024, 12, 31))["judgement"]["reasons"]
        }
    assert len(reasons) > 10
    unsaid = [words for words in reasons if pieces(ENGLISH, words) == [(words, True)]]
    assert unsaid == []
    page = web.get(f"/commitments/{ids[0]}", params={"lang": "en"}).text
    first = page.partition('class="reasons"')[2].partition("<a ")[0]
    assert re.search("[a-z]{4}", re.sub("<[^>]+>", "", first))
