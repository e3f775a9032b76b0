"""Publications read by the programs that others read them with: JSON-LD, Atom, Frictionless."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from pyld import jsonld

from yinuo.publish.edition import Edition
from yinuo.publish.tables import TABLES

SCHEMA = "https://schema.org/"

WORK, ACTION = "CreativeWork", "Action"
PARENTS = {"Quotation": WORK, "Message": WORK, "Report": WORK, "NewsArticle": WORK, "Dataset": WORK}
THING = {"name", "alternateName", "description", "identifier", "url", "potentialAction"}
MEANT_FOR = {
    WORK: {
        *("about", "author", "creativeWorkStatus", "creator", "creditText", "dateModified", "datePublished", "genre"),
        *(
            "inLanguage",
            "isAccessibleForFree",
            "isPartOf",
            "keywords",
            "license",
            "spatialCoverage",
            "temporalCoverage",
        ),
        *("text", "version"),
    },
    "Message": {"recipient"},
    "Dataset": {"distribution"},
    "DataDownload": {"contentSize", "contentUrl", "encodingFormat", "sha256"},
    "DefinedTerm": {"inDefinedTermSet", "termCode"},
    ACTION: {"actionStatus", "agent", "endTime", "result"},
    "QuantitativeValue": {"unitText", "value"},
    "GovernmentOrganization": set(),
    "Organization": set(),
    "Person": set(),
    "Place": set(),
}
"""Which property schema.org means for which type, as its pages say; those of Thing hold for all."""

OA, AS, RDF = (
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/activitystreams#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)
LINK = {"@type": "@id"}
ANNOTATION: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{word: f"{OA}{word}" for word in ("Annotation", "SpecificResource", "TextualBody")},
    **{word: f"{OA}{word}" for word in ("TextPositionSelector", "TextQuoteSelector")},
    **{word: f"{OA}{word}" for word in ("classifying", "describing", "highlighting", "linking")},
    **{word: f"{OA}{word}" for word in ("start", "end", "exact", "prefix", "suffix")},
    "Text": "http://purl.org/dc/dcmitype/Text",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "body": {"@id": f"{OA}hasBody"} | LINK,
    "target": {"@id": f"{OA}hasTarget"} | LINK,
    "source": {"@id": f"{OA}hasSource"} | LINK,
    "selector": {"@id": f"{OA}hasSelector"} | LINK,
    "via": {"@id": f"{OA}via"} | LINK,
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "first": {"@id": f"{AS}first"} | LINK,
    "total": f"{AS}totalItems",
    "startIndex": f"{AS}startIndex",
    "language": "http://purl.org/dc/elements/1.1/language",
    "created": "http://purl.org/dc/terms/created",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": f"{RDF}value",
}
"""What the Web Annotation vocabulary says these words mean; any other word would be lost on the way."""

CONTEXTS = {"https://schema.org": {"@vocab": SCHEMA}, "http://www.w3.org/ns/anno.jsonld": ANNOTATION}


def offline(address: str, _options: object) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": CONTEXTS[address.rstrip("/")]}}


def expanded(place: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jsonld.expand(json.loads(place.read_bytes()), {"documentLoader": offline})
    return found


def nodes(found: Any) -> Iterator[dict[str, Any]]:
    """Every node of an expanded document; values and mere references left out."""
    if isinstance(found, list):
        for one in found:
            yield from nodes(one)
    elif isinstance(found, dict) and "@value" not in found and set(found) != {"@id"}:
        yield found
        for value in found.values():
            yield from nodes(value)


def words(found: Any) -> int:
    """How many properties stand in a document as it was written."""
    if isinstance(found, list):
        return sum(words(one) for one in found)
    if not isinstance(found, dict):
        return 0
    return sum(1 + words(value) for name, value in found.items() if name != "@context")


@pytest.mark.parametrize("name", ["dataset", "commitments"])
def test_each_word_of_schema_org_stands_on_a_type_it_is_meant_for(published: Path, name: str) -> None:
    seen = 0
    for node in nodes(expanded(published / "linked" / f"{name}.jsonld")):
        kinds = [kind.removeprefix(SCHEMA) for kind in node.get("@type", ())]
        if not kinds:
            assert set(node) <= {"@id", "@list", "@graph"}, node
            continue
        allowed = THING | MEANT_FOR.get(kinds[0], set()) | MEANT_FOR.get(PARENTS.get(kinds[0], ""), set())
        assert kinds[0] in MEANT_FOR or kinds[0] in PARENTS, kinds
        told = {word.removeprefix(SCHEMA) for word in node if not word.startswith("@")}
        assert told <= allowed, (kinds, told - allowed)
        seen += len(told)
    assert seen > 20


def test_an_annotation_loses_no_word_on_its_way_to_triples(published: Path) -> None:
    place = published / "linked" / "annotations.jsonld"
    read = list(nodes(expanded(place)))
    kept = sum(1 for node in read for word in node if word != "@list")
    assert kept == words(json.loads(place.read_bytes()))
    assert {kind for node in read for kind in node.get("@type", ())} == {
        *(f"{OA}{word}" for word in ("Annotation", "SpecificResource", "TextualBody")),
        *(f"{OA}{word}" for word in ("TextQuoteSelector", "TextPositionSelector")),
        "http://purl.org/dc/dcmitype/Text",
        f"{AS}OrderedCollection",
        f"{AS}OrderedCollectionPage",
    }


def test_the_linked_data_is_one_graph_of_promises_evidence_and_documents(published: Path, edition: Edition) -> None:
    graph = json.loads((published / "linked" / "commitments.jsonld").read_bytes())
    triples = jsonld.to_rdf(graph, {"documentLoader": offline})["@default"]
    about = {
        one["subject"]["value"]
        for one in triples
        if one["predicate"]["value"] == f"{SCHEMA}about" and one["object"]["value"].startswith("urn:")
    }
    assert len(about) == len(edition.evidence)
    promised = {one["subject"]["value"] for one in triples if one["predicate"]["value"] == f"{SCHEMA}potentialAction"}
    assert len(promised) == len(edition.commitments)


def test_a_feed_reader_reads_every_feed_without_a_complaint(published: Path) -> None:
    places = sorted((published / "feeds").rglob("*.atom"))
    for place in places:
        read = feedparser.parse(place.read_bytes())
        assert (read.bozo, read.version) == (False, "atom10"), place
        assert read.feed.title.startswith("一諾 · ")
        assert read.feed.id.startswith("urn:uuid:")
        assert all(entry.id and entry.title and entry.link and entry.updated_parsed for entry in read.entries)
        same = json.loads(place.with_suffix(".json").read_bytes())
        assert [entry.id for entry in read.entries] == [item["id"] for item in same["items"]]
    assert len(places) > 8


def test_the_data_package_is_valid_by_its_standards_own_program(published: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="needs the extra «conformance»")
    report = frictionless.validate(str(published / "data" / "datapackage.json"))
    assert report.errors == []
    assert [
        (task.name, task.flatten(["rowNumber", "fieldName", "note"])) for task in report.tasks if not task.valid
    ] == []
    assert report.valid
    assert len([task for task in report.tasks if task.place.endswith(".csv") and task.type == "table"]) == len(TABLES)
    assert any(not place.stat().st_size for place in (published / "data").glob("*.jsonl"))  # an empty table among them
