from datetime import date
from decimal import Decimal

from yinuo.judge.figures import figures
from yinuo.judge.links import PER_DOCUMENT, link
from yinuo.judge.measures import measures, share
from yinuo.judge.restatements import restatement
from yinuo.model import (
    AgencyRef,
    Change,
    Commitment,
    DateInterval,
    Deadline,
    Document,
    DocumentKind,
    Evidence,
    Extraction,
    Level,
    Relation,
    Role,
    Statement,
    Target,
)

WORDS = "本局將於111年底前累計布建公有屋頂光電20MW。"


def paper(name: str, text: str, on: date) -> Document:
    return Document(name, DocumentKind.REPLY, text, DateInterval(on, on))


def promised(
    text: str = WORDS,
    on: date = date(2021, 3, 15),
    *,
    due: date | None = date(2022, 12, 31),
    agency: AgencyRef | None = None,
    target: Target | None = None,
) -> Commitment:
    document = paper(f"letter-{on}", text, on)
    deadlines = (Deadline(f"{due}", DateInterval(due, due), "布建"),) if due else ()
    return Commitment(document, document.quote(0, len(text)), Level.CONCRETE, "公有屋頂光電", deadlines, target, agency)


def later(*sentences: str, on: date = date(2022, 9, 1)) -> Extraction:
    document = paper(f"later-{on}", "".join(sentences), on)
    statements, at = [], 0
    for sentence in sentences:
        statements.append(Statement(document.quote(at, at + len(sentence)), frozenset({Role.REPORTS})))
        at += len(sentence)
    return Extraction(document, tuple(statements), ())


def test_only_the_passages_on_the_promise_are_linked_and_two_at_most() -> None:
    said = [f"公有屋頂光電截至111年{month}月底累計布建{month}.2MW。" for month in (3, 5, 8)]
    found = link(promised(), "", later("各界意見甚多。", *said, "文旦外銷持續成長。"))
    assert 0 < len(found) <= PER_DOCUMENT
    assert all("公有屋頂光電" in item.quote.exact for item in found)


def test_a_document_not_later_or_the_same_text_gives_nothing() -> None:
    report = "公有屋頂光電累計布建3.2MW。"
    assert link(promised(), "", later(report, on=date(2021, 3, 15))) == ()
    assert link(promised(), "", later(WORDS, on=date(2022, 9, 1))) == ()


def test_one_sentence_twice_in_a_document_is_one_piece_of_evidence() -> None:
    same = "公有屋頂光電截至111年8月底累計布建8.2MW。"
    found = link(promised(), "", later(same, same))
    assert len({item.quote.exact for item in found}) == len(found)


def test_a_promise_told_again_says_what_moved() -> None:
    old = promised(agency=AgencyRef("甲局", "a", "甲局"), target=Target("20MW", Decimal(20), "MW"))
    new = promised(
        "本局將研議於112年底前累計布建公有屋頂光電15MW。",
        date(2022, 9, 1),
        due=date(2023, 12, 31),
        agency=AgencyRef("乙署", "b", "乙署"),
        target=Target("15MW", Decimal(15), "MW"),
    )
    again = restatement(old, new)
    assert again is not None
    assert {change.what for change in again.changes} >= {"deadline", "target", "agency"}
    assert Change("target", "20MW", "15MW") in again.changes


def test_a_successor_is_no_other_agency() -> None:
    old = promised(agency=AgencyRef("甲局", "a", "甲局", successor="b"))
    new = promised(on=date(2022, 9, 1), text=WORDS.replace("本局", "本署"), agency=AgencyRef("甲署", "b", "甲署"))
    again = restatement(old, new)
    assert again is not None
    assert again.changes == ()


def test_an_earlier_or_a_different_promise_is_no_restatement() -> None:
    assert restatement(promised(on=date(2022, 9, 1)), promised()) is None
    assert restatement(promised(), promised("本會將持續輔導文旦外銷。", date(2022, 9, 1))) is None
    bridge, other = "臺南市溪口橋改建預計111年底完工。", "高雄市溪口橋改建預計111年底完工。"
    assert restatement(promised(bridge), promised(other, date(2022, 9, 1))) is None


def evidence(of: Commitment, text: str, on: date, relation: Relation = Relation.PROGRESS) -> Evidence:
    document = paper(f"paper-{on}", text, on)
    return Evidence(of, document, document.quote(0, len(text)), relation, document.date)


def test_levels_make_a_series_and_doubtful_figures_are_left_out() -> None:
    of = promised(target=Target("20MW", Decimal(20), "MW"))
    told = [
        evidence(of, "截至111年11月底累計布建7.0MW", date(2022, 12, 1)),
        evidence(of, "截至111年4月底累計布建3.2MW", date(2022, 5, 1)),
        evidence(of, "111年新增5MW", date(2022, 6, 1)),
        evidence(of, "預計累計布建20MW", date(2022, 7, 1)),
        evidence(of, "已布建甲地3MW及乙地4MW", date(2022, 8, 1)),
        evidence(of, "已投入經費20億元", date(2022, 9, 1)),
        evidence(of, "已布建9MW", date(2022, 10, 1), Relation.RELATED),
    ]
    series = measures(of, told)
    assert [(point.value, point.met) for point in series] == [(Decimal("3.2"), False), (Decimal("7.0"), False)]
    target = of.target
    assert target is not None
    assert [share(point, target) for point in series] == [Decimal("0.1600"), Decimal("0.3500")]


def test_figures_are_read_with_their_multiples() -> None:
    assert [(item.value, item.unit) for item in figures("月薪2萬5250元，4.2億元，1,032家，第3場，111年")] == [
        (Decimal(25250), "元"),
        (Decimal("4.2") * 10**8, "元"),
        (Decimal(1032), "家"),
    ]
