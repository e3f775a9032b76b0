"""Linked data whose every quote can be found again in its document."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from yinuo.publish.addresses import urn
from yinuo.publish.edition import Edition

URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def load(published: Path, name: str) -> Any:
    return json.loads((published / "linked" / name).read_bytes())


def test_every_annotation_quotes_its_document_exactly(published: Path, edition: Edition) -> None:
    found = load(published, "annotations.jsonld")
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    items = found["first"]["items"]
    assert found["total"] == len(items) == len(edition.commitments) + len(edition.evidence)
    texts = {urn("document", row["id"]): edition.text_of(row["id"]) for row in edition.documents}
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        words, place = item["target"]["selector"]
        text = texts[item["target"]["source"]["id"]]
        assert text[place["start"] : place["end"]] == words["exact"]
        whole = words["prefix"] + words["exact"] + words["suffix"]
        assert text[place["start"] - len(words["prefix"]) :].startswith(whole)
        assert (item["type"], words["type"], place["type"]) == (
            "Annotation",
            "TextQuoteSelector",
            "TextPositionSelector",
        )


def test_evidence_is_linked_to_promises_that_are_there(published: Path) -> None:
    graph = load(published, "commitments.jsonld")["@graph"]
    ids = {node["@id"] for node in graph}
    assert len(ids) == len(graph)
    assert all(URN.fullmatch(one) for one in ids)
    whole = {node["isPartOf"]["@id"] for node in graph if "isPartOf" in node}
    promised = {
        node["about"]["@id"] for node in graph if node["@type"] == "Quotation" and "@id" in node.get("about", {})
    }
    assert whole
    assert promised
    assert whole | promised <= ids
    links = [body for item in load(published, "annotations.jsonld")["first"]["items"] for body in item["body"]]
    assert {body["source"] for body in links if body["type"] == "SpecificResource"} <= ids


def test_a_promise_says_what_it_is_in_words_of_schema_org(published: Path) -> None:
    graph = load(published, "commitments.jsonld")["@graph"]
    promises = [node for node in graph if "potentialAction" in node]
    status = {node["potentialAction"]["actionStatus"] for node in promises}
    assert "https://schema.org/CompletedActionStatus" in status
    assert all(node["@type"] == "Quotation" for node in promises)
    assert {node["potentialAction"]["endTime"] for node in promises} == {"2023-12-31", "2024-01-31", "2024-06-30"}
    assert "javascript:" not in json.dumps(graph)


def test_the_data_set_names_its_files_with_their_hashes(published: Path) -> None:
    found = load(published, "dataset.jsonld")
    assert found["@type"] == "Dataset"
    assert found["temporalCoverage"] == "2022-03-10/2024-09-01"
    assert found["distribution"]
    for item in found["distribution"]:
        path = item["contentUrl"].removeprefix("https://example.org/yinuo/")
        assert item["sha256"] == hashlib.sha256((published / path).read_bytes()).hexdigest()
