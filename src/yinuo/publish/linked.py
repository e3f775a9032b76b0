r"""Linked data: schema.org in JSON-LD for what was promised, W3C Web Annotations for every quote.

Everything has a URN of its own; only words of schema.org and of the Web Annotation vocabulary are used, each on a type
that it is meant for, so that no program needs a vocabulary of ours. Words of our closed lists are ``DefinedTerm``\ s:
the state is the ``creativeWorkStatus`` of the quotation; ``actionStatus`` is the nearest word schema.org has for it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from yinuo.publish.addresses import path_address, urn, web_address
from yinuo.publish.attribution import LICENCES, attribution
from yinuo.publish.checksums import digest_of, files_under
from yinuo.publish.datapackage import MEDIA, json_bytes
from yinuo.publish.edition import Edition, Row
from yinuo.publish.labels import DOCUMENT_KINDS, LEVELS, RELATIONS, STATES
from yinuo.words import DocumentKind, State

__all__ = ["annotations", "commitments_graph", "dataset", "write_linked"]

Node = dict[str, Any]

_SCHEMA = "https://schema.org"
_ANNOTATION = "http://www.w3.org/ns/anno.jsonld"
_ACTION = {
    State.FULFILLED: "CompletedActionStatus",
    State.DROPPED: "FailedActionStatus",
    State.PROGRESSING: "ActiveActionStatus",
    State.PARTIAL: "ActiveActionStatus",
    State.POSTPONED: "ActiveActionStatus",
    State.STALLED: "ActiveActionStatus",
}
"""Of any other state it is only known that the act was promised: «PotentialActionStatus»."""

_TYPES = {
    DocumentKind.REPLY: "Message",
    DocumentKind.REPORT: "Report",
    DocumentKind.NEWS: "NewsArticle",
    DocumentKind.GAZETTE: "Report",
    DocumentKind.OTHER: "CreativeWork",
}


def write_linked(edition: Edition, folder: Path, data: Path | None) -> int:
    """Write ``dataset.jsonld``, ``commitments.jsonld`` and ``annotations.jsonld``; returns how many.

    Args:
        edition: what goes out.
        folder: where to.
        data: the folder of data sets, whose files the data set is distributed in; None where there is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.jsonld").write_bytes(json_bytes(dataset(edition, data)))
    (folder / "commitments.jsonld").write_bytes(json_bytes(commitments_graph(edition)))
    (folder / "annotations.jsonld").write_bytes(json_bytes(annotations(edition)))
    return 3


def _known(node: Node) -> Node:
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def dataset(edition: Edition, data: Path | None) -> Node:
    """The whole as a schema.org ``Dataset``, as search engines of data sets read it."""
    days = [row["date"] for row in edition.documents]
    base = f"{edition.base_url}data/" if edition.base_url else "../data/"
    files = files_under(data) if data else []
    return {"@context": _SCHEMA} | _known(
        {
            "@type": "Dataset",
            "@id": urn("publication", "yinuo"),
            "name": "一諾：政府書面承諾及其後續",
            "alternateName": "yinuo: what a government promised in writing, and what came of it",
            "description": (
                "行政院書面答復等公文中的承諾，逐字引述，附較晚文件中的證據、各項期限與目標，以及每一日可以重新推得的狀態。"
                "Promises in written replies and other official papers of Taiwan's Executive Yuan, word for word, with "
                "evidence from later documents, deadlines, targets, and a state that can be worked out for any day."
            ),
            "inLanguage": "zh-TW",
            "url": edition.base_url,
            "version": edition.as_of.isoformat(),
            "dateModified": edition.as_of.isoformat(),
            "temporalCoverage": f"{min(days)}/{max(days)}" if days else None,
            "spatialCoverage": {"@type": "Place", "name": "臺灣 Taiwan"},
            "license": [licence["path"] for licence in LICENCES],
            "creditText": "\n".join(attribution(edition.as_of, edition.documents)),
            "creator": {"@type": "Organization", "name": "yinuo"},
            "isAccessibleForFree": True,
            "distribution": [_download(path, base, data) for path in files] if data else None,
        }
    )


def _download(path: str, base: str, data: Path) -> Node:
    place = data / path
    found = {
        "@type": "DataDownload",
        "name": path,
        "encodingFormat": MEDIA.get(place.suffix[1:]),
        "contentUrl": f"{base}{path_address(path)}",
        "contentSize": f"{place.stat().st_size} B",
        "sha256": digest_of(place),
    }
    return _known(found)


# ── promises ───────────────────────────────────────────────────────────────────────────────


def commitments_graph(edition: Edition) -> Node:
    """Every commitment as a quotation and the act it promises, its evidence, and the documents of both."""
    used = {row["document_id"] for row in (*edition.commitments, *edition.evidence)}
    documents = [row for row in edition.documents if row["id"] in used]
    graph = [
        *(_commitment(edition, row) for row in edition.commitments),
        *(_evidence(row) for row in edition.evidence),
        *(_document(row) for row in documents),
    ]
    return {"@context": _SCHEMA, "@graph": graph}


def _commitment(edition: Edition, row: Row) -> Node:
    page = edition.pages.get(row["id"])
    place = f"{edition.base_url}{path_address(page)}" if edition.base_url and page else None
    return _known(
        {
            "@type": "Quotation",
            "@id": urn("commitment", row["id"]),
            "name": row["title"],
            "text": row["text"],
            "inLanguage": "zh-TW",
            "url": place,
            "datePublished": row["date"],
            "isPartOf": {"@id": urn("document", row["document_id"])},
            "creator": _agency(row),
            "dateModified": row["as_of"],
            "about": row["category"] and _term("category", row["category"], (row["category"], "")),
            "keywords": [_term("level", row["level"], LEVELS[row["level"]])],
            "creativeWorkStatus": _term("state", row["state"], STATES[row["state"]]),
            "potentialAction": _action(row),
        }
    )


def _term(kind: str, code: str, words: tuple[str, str]) -> Node:
    """A word of one of our closed lists, for people and for programs."""
    zh, en = words
    term = {"@type": "DefinedTerm", "termCode": code, "name": zh, "description": en}
    return _known(term | {"inDefinedTermSet": urn("terms", kind)})


def _agency(row: Row) -> Node | None:
    if not (row["agency"] or row["agency_words"]):
        return None
    known = {"@id": urn("agency", row["agency_id"])} if row["agency_id"] else {}
    return {"@type": "GovernmentOrganization", **known, "name": row["agency"] or row["agency_words"]}


def _action(row: Row) -> Node:
    """What was promised, by when, and how much of it."""
    status = _ACTION.get(State(row["state"]), "PotentialActionStatus")
    return _known(
        {
            "@type": "Action",
            "name": row["title"],
            "agent": _agency(row),
            "endTime": row["due"],
            "actionStatus": f"{_SCHEMA}/{status}",
            "result": _amount(row["target"]),
        }
    )


def _amount(target: Row | None) -> Node | None:
    if target is None:
        return None
    told = {"value": target["value"], "unitText": target["unit"], "name": target["text"]}
    return {"@type": "QuantitativeValue", **told}


def _evidence(row: Row) -> Node:
    return _known(
        {
            "@type": "Quotation",
            "@id": urn("evidence", row["id"]),
            "text": row["text"],
            "inLanguage": "zh-TW",
            "datePublished": row["date"],
            "isPartOf": {"@id": urn("document", row["document_id"])},
            "about": {"@id": urn("commitment", row["commitment_id"])},
            "keywords": [_term("relation", row["relation"], RELATIONS[row["relation"]])],
        }
    )


def _document(row: Row) -> Node:
    zh, en = DOCUMENT_KINDS[row["kind"]]
    return _known(
        {
            "@type": _TYPES[DocumentKind(row["kind"])],
            "@id": urn("document", row["id"]),
            "name": " ".join(row["title"].split()),
            "identifier": row["number"],
            "genre": f"{zh} {en}",
            "url": web_address(row["url"]),
            "datePublished": row["date"],
            "inLanguage": "zh-TW",
            "author": [{"@type": "GovernmentOrganization", "name": name} for name in row["agencies"]],
            "recipient": [{"@type": "Person", "name": name} for name in row["askers"]]
            if row["kind"] == "reply"
            else None,
        }
    )


# ── quotes ─────────────────────────────────────────────────────────────────────────────────


def annotations(edition: Edition) -> Node:
    """Every quote as a Web Annotation of its document: the exact words, some around them, and their offsets."""
    items = [*_marks(edition)]
    name = urn("publication", "annotations")
    page = {"id": f"{name}#1", "type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {"id": name, "type": "AnnotationCollection", "label": "一諾 yinuo", "total": len(items)}
    return {"@context": _ANNOTATION, **collection, "first": page}


def _marks(edition: Edition) -> Iterator[Node]:
    for row in edition.commitments:
        title = {"type": "TextualBody", "value": row["title"], "language": "zh-TW", "purpose": "describing"}
        yield _annotation("commitment", row, "highlighting", [title, _tag(row["level"])])
    for row in edition.evidence:
        about = {"type": "SpecificResource", "source": urn("commitment", row["commitment_id"]), "purpose": "linking"}
        yield _annotation("evidence", row, "linking", [about, _tag(row["relation"])])


def _tag(word: str) -> Node:
    return {"type": "TextualBody", "value": word, "purpose": "classifying"}


def _annotation(kind: str, row: Mapping[str, Any], motivation: str, body: list[Node]) -> Node:
    document = urn("document", row["document_id"])
    source = {"id": document, "type": "Text", "language": "zh-TW"}
    if (address := web_address(row["url"])) is not None:
        source["via"] = address
    words = {"type": "TextQuoteSelector", "exact": row["text"], "prefix": row["before"], "suffix": row["after"]}
    place = {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]}
    return {
        "id": f"{urn(kind, row['id'])}#quote",
        "type": "Annotation",
        "motivation": motivation,
        "created": f"{row['date']}T00:00:00+08:00",
        "body": body,
        "target": {"source": source, "selector": [words, place]},
    }
