"""The review desk on a running server: what a reviewer does becomes rows of the ledger, and can be taken back."""

from typing import Any

from yinuo.persist.review_rows import log_rows, queue_rows
from yinuo.persist.verify import verify


def asked(place: Any, kind: str, at: int = 0) -> dict[str, Any]:
    """The machine's questions of one kind, most useful first."""
    with place.ledger as ledger:
        return [row for row in queue_rows(ledger, place.settings.day()) if row["kind"] == kind][at]


def log(place: Any) -> list[dict[str, Any]]:
    with place.ledger as ledger:
        return log_rows(ledger)


def test_the_desk_shows_both_sentences_and_every_key_is_also_a_button(place: Any) -> None:
    link = asked(place, "evidence")
    text = place.as_("林小安").get(f"/desk?thing={link['id']}").text

    assert link["text"][:20] in text
    assert link["evidence_text"][:20] in text
    for key in "arsol":
        assert f'data-key="{key}"' in text


def test_an_accepted_link_is_one_ledger_row_in_the_reviewers_name_and_leaves_the_queue(place: Any) -> None:
    link, lin = asked(place, "evidence"), place.as_("林小安")
    answer = lin.decide(link["id"], "accept", why="")
    (made,) = log(place)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (made["action"], made["by"], made["evidence_id"]) == ("accept", "林小安", link["id"])
    assert f'value="{link["id"]}"' not in lin.get("/desk").text
    with place.ledger as ledger:
        assert verify(ledger).ok


def test_each_action_writes_what_it_says(place: Any) -> None:
    lin = place.as_("林小安")
    links = [asked(place, "evidence", at)["id"] for at in range(2)]
    assert lin.decide(links[0], "reject").status_code == 303
    told = {"relation": "changed", "change": "postponed", "new_due": "2025-06-30", "effective": ""}
    assert lin.decide(links[1], "relabel", **told).status_code == 303

    first, second = log(place)
    assert (first["action"], first["why"]) == ("reject", "理由")
    assert (second["action"], second["relation"]) == ("relabel", "changed")
    assert {"change:postponed", "new_due:2025-06-30"} <= set(second["marks"])


def test_a_correction_claims_only_the_fields_that_were_changed(place: Any) -> None:
    lin = place.as_("林小安")
    with place.ledger as ledger:
        one = next(iter(ledger.commitments()))
    page = f"/desk?thing={one.id}"
    held = lin.fields(page)
    was = {name: value for name, value in held.items() if name.startswith("was_")}
    same = {name.removeprefix("was_"): value for name, value in was.items()}
    told = was | same | {"title": "改過的標題", "agency": ""}
    assert lin.decide(one.id, "correct", **told).status_code == 303

    (made,) = log(place)
    assert made["set"] == {"title": "改過的標題", "cleared": ["agency"]}
    assert "改過的標題" in lin.get(f"/commitments/{one.id}").text


def test_what_cannot_be_carried_out_is_told_and_what_was_typed_stays(place: Any) -> None:
    link, lin = asked(place, "evidence"), place.as_("林小安")
    silent = lin.decide(link["id"], "reject", why=" ")
    unread = lin.decide(link["id"], "relabel", relation="nothing", why="我寫了很久的理由")

    assert [silent.status_code, unread.status_code] == [400, 400]
    assert "請說明理由" in silent.text
    assert "我寫了很久的理由" in unread.text
    assert log(place) == []


def test_a_reading_that_changed_meanwhile_is_not_decided_on_unseen(place: Any) -> None:
    link, lin = asked(place, "evidence"), place.as_("林小安")
    answer = lin.decide(link["id"], "accept", shown="0" * 64)

    assert answer.status_code == 409
    assert log(place) == []


def test_the_last_step_is_taken_back_once_and_only_by_its_own_reviewer(place: Any) -> None:
    link, lin, chen = asked(place, "evidence"), place.as_("林小安"), place.as_("陳大明")
    lin.decide(link["id"], "accept")
    seq = lin.fields("/desk")["seq"]
    assert chen.send("/desk/undo", {"seq": seq}, page="/desk").status_code == 303
    assert [row["state"] for row in log(place)] == ["in_force"]
    for _ in range(2):
        assert lin.send("/desk/undo", {"seq": seq}, page="/desk").status_code == 303
    assert [(row["action"], row["by"]) for row in log(place)] == [("accept", "林小安"), ("undo", "林小安")]
    assert f'value="{link["id"]}"' in lin.get(f"/desk?thing={link['id']}").text


def test_what_is_skipped_is_gone_for_one_reviewer_until_taken_back(place: Any) -> None:
    lin, chen = place.as_("林小安"), place.as_("陳大明")
    thing = lin.fields("/desk")["thing"]
    lin.decide(thing, "skip")

    assert lin.fields("/desk")["thing"] != thing
    assert chen.fields("/desk")["thing"] == thing
    lin.send("/desk/undo", {"seq": lin.fields("/desk")["seq"]}, page="/desk")
    assert lin.fields("/desk")["thing"] == thing
    assert log(place) == []


def test_a_second_opinion_comes_first_to_others_and_disagreement_is_shown(place: Any) -> None:
    link, lin, chen = asked(place, "evidence", 1), place.as_("林小安"), place.as_("陳大明")
    lin.decide(link["id"], "second", why="看不出是否同一案")
    page = chen.get("/desk").text
    assert f'value="{link["id"]}"' in page
    assert "看不出是否同一案" in page
    assert chen.decide(link["id"], "accept").status_code == 303
    assert lin.decide(link["id"], "reject").status_code == 303

    text = chen.get(f"/desk?thing={link['id']}").text
    assert "看法不同" in text
    assert [row["contested"] for row in log(place)] == [True, True]
    agreement = chen.get("/desk/agreement").text
    assert "林小安、陳大明" in agreement or "陳大明、林小安" in agreement


def test_a_readers_proposal_becomes_a_decision_of_the_reviewer_who_takes_it(place: Any) -> None:
    with place.ledger as ledger:
        one = next(iter(ledger.commitments()))
    reader = place.visitor()
    told = {"kind": "correction", "words": "標題寫錯了", "quote": "", "source": "", "contact": "me@example.org"}
    sent = reader.send(f"/propose/{one.id}", told)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/propose/{one.id}?sent=1")
    assert "謝謝" in reader.get(sent.headers["location"]).text

    lin = place.as_("林小安")
    thing = next(word for word in lin.get("/desk/queue").text.split('"') if "thing=proposal" in word).split("thing=")[1]
    page = f"/desk?thing={thing}"
    assert "標題寫錯了" in lin.get(page).text
    held = lin.fields(page)
    was = {name: value for name, value in held.items() if name.startswith("was_")}
    fields = was | {name.removeprefix("was_"): value for name, value in was.items()} | {"title": "讀者說的標題"}
    assert lin.decide(thing, "correct", **fields).status_code == 303
    (made,) = log(place)
    assert (made["by"], made["set"]) == ("林小安", {"title": "讀者說的標題"})
    assert lin.get(page).status_code == 404
    assert (
        "讀者說的標題" in place.visitor().get("/corrections").text
        or "林小安" in place.visitor().get("/corrections").text
    )


def test_a_sentence_that_a_person_found_becomes_evidence(place: Any) -> None:
    with place.ledger as ledger:
        made = [held for held in ledger.commitments() if held.made_on.last <= place.settings.day()]
        commitments = sorted(made, key=lambda held: held.made_on.last)
        one, later = commitments[0], commitments[-1]
        document = ledger.document(later.quote.document_id)
    lin = place.as_("林小安")
    told = {"document": document.id, "quote": later.quote.exact, "relation": "progress", "effective": "", "change": ""}
    answer = lin.decide(one.id, "link", **told)
    absent = lin.decide(one.id, "link", **(told | {"quote": "公文裡沒有這一句"}))
    own = lin.decide(one.id, "link", **(told | {"document": one.quote.document_id, "quote": one.quote.exact}))

    assert [answer.status_code, absent.status_code, own.status_code] == [303, 400, 400]
    assert later.quote.exact[:12] in place.visitor().get(f"/commitments/{one.id}").text
