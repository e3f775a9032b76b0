from collections import Counter
from datetime import date
from itertools import permutations

from yinuo.judge.linker import Linker, judge_turn
from yinuo.model import Commitment, DateInterval, Document, DocumentKind, Extraction, Level, Role, Statement

PROMISE = "溪口大橋改建工程預計111年6月底前完工通車"
REPORTS = {
    "b": (date(2021, 9, 1), "溪口大橋改建工程刻正辦理基樁作業，實際進度為31.3%"),
    "c": (date(2022, 7, 20), "溪口大橋改建工程業於111年6月12日完工通車"),
}


def extraction(name: str, text: str, on: date, role: Role) -> Extraction:
    document = Document(name, DocumentKind.REPLY, text, DateInterval(on, on))
    quote = document.quote(0, len(text))
    promised = (
        (Commitment(document, quote, Level.CONCRETE, "溪口大橋改建111年6月完工"),) if role is Role.COMMITS else ()
    )
    return Extraction(document, (Statement(quote, frozenset({role})),), promised)


CORPUS = {
    "a": extraction("a", PROMISE, date(2021, 3, 15), Role.COMMITS),
    **{name: extraction(name, text, on, Role.REPORTS) for name, (on, text) in REPORTS.items()},
}


def linked(order: tuple[str, ...]) -> set[str]:
    linker = Linker.filled(sorted(CORPUS), CORPUS.__getitem__, waiting=order)
    return {item.id for name in order for item in judge_turn(linker.turn(name))}


def test_both_later_reports_are_linked_in_whatever_order_turns_come() -> None:
    first = linked(("a", "b", "c"))
    assert len(first) == 2
    assert all(linked(order) == first for order in permutations(CORPUS))


def test_a_document_that_had_its_turn_is_met_by_a_promise_that_comes_after() -> None:
    linker = Linker.filled(sorted(CORPUS), CORPUS.__getitem__, waiting=["a"])
    assert {item.quote.document_id for item in judge_turn(linker.turn("a"))} == {"b", "c"}


def test_a_document_is_fetched_once_while_it_is_at_hand() -> None:
    asked: Counter[str] = Counter()

    def fetch(name: str) -> Extraction:
        asked[name] += 1
        return CORPUS[name]

    linker = Linker.filled(sorted(CORPUS), fetch, waiting=sorted(CORPUS))
    for name in sorted(CORPUS):
        linker.restatements(judge_turn(linker.turn(name)))
    assert set(asked.values()) == {1}
