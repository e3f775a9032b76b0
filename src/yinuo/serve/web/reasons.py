"""What the rules say of a verdict, in the reader's language.

Rules say their reasons in Chinese (``judge.rules``, ``judge.status``, ``judge.review``), and the ledger's data and
the API keep them so. Here each sentence is known by its form, and said again in English with the same days, counts
and quoted words. A sentence of no known form stays as it is, marked as Chinese.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from yinuo.serve.web.labels import MOVED_WORDS
from yinuo.serve.web.language import N_, Speech

__all__ = ["FORMS", "pieces"]

FORMS: Final = (
    N_("{day} 的文件顯示承諾已達成"),
    N_("{day} 的文件顯示承諾已達成（如期：期限 {due}）"),
    N_("{day} 的文件顯示承諾已達成（逾原期限 {due}，未逾展延後的期限 {later}）"),
    N_("{day} 的文件顯示承諾已達成（逾期：期限 {due}，最早見於 {met}）"),
    N_("{day} 的文件表示不再推動或改以他案取代"),
    N_("已有部分達成，但期限 {due} 已過，其後的文件未見其餘部分達成"),
    N_("期限 {due} 已過；{day} 的文件所述數字「{words}」已達目標，未明說承諾已達成"),
    N_("{day} 的文件似表示承諾已達成，把握未達結案門檻，須由人確認"),
    N_("期限 {due} 已過；{day} 的文件說的是「{words}」之後的作為，未說該步驟何時完成"),
    N_("期限 {due} 已過；{day} 的文件顯示已在{words}，未說是否如期完成"),
    N_("期限 {due} 已過，已查閱至 {searched} 的文件（其後 {count} 份），未見達成"),
    N_("{day} 的文件顯示受阻或暫不辦理，未提出新期限"),
    N_("{day} 的文件將期限由 {due} 延後至 {later}"),
    N_("{day} 的文件將期限由 {due} 延後，未定新期限"),
    N_("{day} 的文件將期限延後至 {later}"),
    N_("{day} 的文件將期限延後，未定新期限"),
    N_("期限 {due} 已過，但尚未收錄其後的文件（最近一份在 {searched}），不能據以認定未達成"),
    N_("期限 {due} 已過，但尚未收錄其後的文件（承諾之後尚無文件），不能據以認定未達成"),
    N_(
        "宣示性承諾，沒有期限、數量或可查證的成果；"
        "自 {day} 之後，已查閱至 {searched} 的文件（其間 {count} 份），無從驗證"
    ),
    N_("自 {day} 之後，已查閱至 {searched} 的文件（其間 {count} 份），逾 {months} 個月沒有新消息"),
    N_("{day} 的文件顯示已有部分達成"),
    N_("{day} 的文件顯示有後續作為"),
    N_("{day} 的文件重申承諾，尚未見具體進展"),
    N_("查詢日早於承諾"),
    N_("尚未見後續作為"),
    N_("承諾之後尚未收錄其他文件"),
    N_("較早的期限「{words}」{event}（{due}，改為 {later}）：{reached}"),
    N_("較早的期限「{words}」{event}（{due}）：{reached}"),
    N_("原定開始的日子已過（{due}），其後的文件未提及是否開始，不據以認定逾期"),
    N_("承諾維持或辦理到的日子已過（{due}），不是完成的期限，不據以認定逾期"),
    N_("經常辦理的事項，所提的日子已過（{due}），不是完成的期限，不據以認定逾期"),
    N_("所提的日子已過（{due}），但文件只說預期、最快或時程未定，不據以認定逾期"),
    N_("所提的日子已過（{due}），但附有條件，條件是否成就未見說明，不據以認定逾期"),
    N_("{day} 曾表示達成，其後的文件另有變更"),
    N_("原期限 {due}，官方改為未定的日期"),
    N_("原期限 {due}，官方改為 {later}"),
    N_("{day} 的文件：「{before}」→「{after}」（{how}）"),
    N_("{who} 於 {day} {did}此承諾{verdict}{note}"),
    N_("{who} 於 {day} {did}{told} 的文句{verdict}{note}"),
)
"""Every sentence of the rules; the first form that fits a sentence is its own."""

_VALUES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("day", "due", "later", "met", "searched", "told"), r"[0-9][0-9 ./…–~-]*"),
    "count": "[0-9,]+",
    "months": "[0-9]+",
    "words": ".+?",
    "event": ".*?",
    "before": ".*?",
    "after": ".*?",
    "who": ".+?",
    "how": ".+?",
    "reached": ".+",
    "did": "確認|退回|改判|更正|撤回",
    "verdict": "(?:為「[^」]{1,4}」)?",
    "note": "(?:：.*|（.*）)?",
}
_CLOSED: Final[Mapping[str, str]] = {
    **{words: words for words in MOVED_WORDS},
    "已見完成": N_("已見完成"),
    "已見完成，但逾其期限": N_("已見完成，但逾其期限"),
    "期限已過，其後的文件未見完成": N_("期限已過，其後的文件未見完成"),
    "官方另訂較晚的日子": N_("官方另訂較晚的日子"),
    "期限已過，尚未收錄其後的文件": N_("期限已過，尚未收錄其後的文件"),
    "所定的日子已過，不據以認定逾期": N_("所定的日子已過，不據以認定逾期"),
    "確認": N_("複核確認"),
    "退回": N_("複核退回"),
    "改判": N_("複核改判"),
    "更正": N_("複核更正"),
    "撤回": N_("複核撤回"),
    "為「達成」": N_("為「達成」"),
    "為「進度」": N_("為「進度」"),
    "為「變更」": N_("為「變更」"),
    "為「重申」": N_("為「重申」"),
    "為「相關」": N_("為「相關」"),
    "為「無關」": N_("為「無關」"),
}
_NAME: Final = re.compile(r"\{([a-z]+)\}")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_LONGEST: Final = 2000  # characters of a sentence that is looked at


def pieces(speech: Speech, words: str) -> list[tuple[str, bool]]:
    """A sentence of a rule in the reader's language, cut where its own language changes.

    Args:
        speech: the reader's.
        words: as the rule said it.

    Returns:
        Text, and whether it is Chinese inside another language's sentence.
    """
    if speech.chinese:
        return [(words, False)]
    for form in FORMS if len(words) <= _LONGEST else ():
        if (found := _read(form).fullmatch(words)) is not None:
            return list(_said(speech, form, found.groupdict()))
    return [(words, True)]


@cache
def _read(form: str) -> re.Pattern[str]:
    """What a form reads; days, counts and closed words are told apart by how they are written."""
    parts = _NAME.split(form)
    made = [f"(?P<{part}>{_VALUES[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)


def _said(speech: Speech, form: str, values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    for at, part in enumerate(_NAME.split(speech.phrase(form))):
        if not at % 2:
            told, chinese = part, False
        elif values[part] in _CLOSED:
            told, chinese = speech.phrase(_CLOSED[values[part]]), False
        else:
            told = values[part]
            chinese = bool(_HAN.search(told))
        if told:
            yield told, chinese
