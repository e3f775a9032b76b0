"""Make the register of agencies from the project's list and the reviewed additions.

``python benchmark/build_agencies.py LIST.json`` writes ``src/yinuo/vocabulary/agencies.json``
and the table of ``docs/agencies.md``; ``--check`` writes nothing and says whether the committed files are
what it would write.

The list has one row a name (name, abbr, parent, from, to, succeeded_by, oid, verified, note). The
register has one entry a body: a body that only lost the prefix 行政院 keeps its entry and bears
two names in time; a reorganised one is another entry, joined by ``successors``. ``to`` is the
first day on which a name is no longer borne.
"""

import argparse
import hashlib
import json
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "src" / "yinuo" / "vocabulary"
LISTED = "專案機關清冊，據政府機關 OID 清單與組織法令公告（project list from the OID directory and published acts）"
UNVERIFIED = "專案機關清冊，名稱可信而日期未經查證（project list; dates not verified）"
PREFIX = "行政院"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "agencies.md"
TABLE_HEAD = "| from | until then | since then | verified |\n|---|---|---|---|"

DOUBTS = ("unverified", "model knowledge", "not re-read")  # words of a note that take back «verified» for its days

Row = dict[str, Any]


def stable(name: str) -> str:
    """The id of a body: from the name it was listed under, so that it outlives a renaming."""
    return "tw-" + hashlib.sha256(name.encode()).hexdigest()[:10]


def entry(row: Row) -> Row:
    """One entry of the register from one row of the list; parent and successors still as names."""
    name = row["name"]
    doubts = (row["note"] or "").replace("start day unverified", "")
    verified = row["verified"] and not any(doubt in doubts for doubt in DOUBTS)
    successors = row["succeeded_by"].split("; ") if row["succeeded_by"] else []
    return {
        "id": stable(name),
        "names": [{"name": name, "from": row["from"], "to": row["to"]}],
        "abbreviations": [word for word in dict.fromkeys(row["abbr"]) if word != name],
        "parent": row["parent"],
        "successors": successors,
        "kind": "foundation" if name.startswith("財團法人") else "central",
        "answers": True,
        "verified": verified,
        "oid": row["oid"],
        "source": LISTED if verified else UNVERIFIED,
        "note": row["note"],
    }


def join_renamed(entries: list[Row]) -> list[Row]:
    """Join «行政院X» and «X» into one body with two names where the one follows the other."""
    by_name = {made["names"][0]["name"]: made for made in entries}
    gone = set()
    for made in entries:
        old = made["names"][0]["name"]
        new = old.removeprefix(PREFIX)
        if new == old or made["successors"] != [new] or new not in by_name:
            continue
        after = by_name[new]
        after["names"] = made["names"] + after["names"]
        after["abbreviations"] = list(dict.fromkeys([*after["abbreviations"], *made["abbreviations"]]))
        gone.add(old)
    return [made for made in entries if made["names"][0]["name"] not in gone or len(made["names"]) > 1]


def change(made: Row, wanted: Row) -> None:
    """Put one reviewed correction into an entry."""
    if "official" in wanted:
        made["names"][-1]["name"] = wanted["official"]
    if "names" in wanted:
        made["names"] = [in_time(name) for name in wanted["names"]]
    words = [*made["abbreviations"], *wanted.get("add", [])]
    borne = {name["name"] for name in made["names"]}
    made["abbreviations"] = [
        word for word in dict.fromkeys(words) if word not in wanted.get("drop", []) and word not in borne
    ]
    made["kind"] = wanted.get("kind", made["kind"])
    made["source"] = f"{made['source']}；{wanted['source']}"


def in_time(name: Row) -> Row:
    """A name with its days as text."""
    return {"name": name["name"], "from": day(name.get("from")), "to": day(name.get("to"))}


def day(value: date | None) -> str | None:
    """An ISO day, or nothing."""
    return value.isoformat() if value else None


def added(row: Row, kind: str, source: str) -> Row:
    """One entry from one reviewed addition."""
    return {
        "id": stable(row["name"]),
        "names": [in_time(name) for name in row.get("names", [row])],
        "abbreviations": row.get("abbreviations", []),
        "parent": row.get("parent"),
        "successors": row.get("successors", []),
        "kind": row.get("kind", kind),
        "answers": row.get("answers", kind != "local"),
        "verified": row.get("verified", kind == "local"),
        "oid": None,
        "source": row.get("source", source),
        "note": row.get("note"),
    }


def link(entries: list[Row]) -> None:
    """Turn the names of parents and successors into ids; a name nobody bears stops the build."""
    ids = {stable(name["name"]): made["id"] for made in entries for name in made["names"]}
    ids |= {stable(word): made["id"] for made in entries for word in made["abbreviations"] if stable(word) not in ids}
    for made in entries:
        made["parent"] = ids[stable(made["parent"])] if made["parent"] else None
        made["successors"] = [ids[stable(name)] for name in made["successors"]]


def build(listed: list[Row], more: Row) -> Row:
    """The whole register, in the list's order and then that of the additions."""
    entries = join_renamed([entry(row) for row in listed])
    by_name = {name["name"]: made for made in entries for name in made["names"]}
    for wanted in more["change"]:
        change(by_name[wanted["name"]], wanted)
    entries += [added(row, "central", "") for row in more["agency"]]
    entries += [added(row, "local", "地方制度法第4條、第5條") for row in more["local"]]
    link(entries)
    return {
        "comment": "Made by benchmark/build_agencies.py; change agencies_more.toml, not this file.",
        "strength": {key: more["strength"][key] for key in ("weak", "bounded", "foreign", "companies", "source")},
        "agencies": entries,
    }


def written(register: Row) -> str:
    """The file's text: one body a line, so that a change shows as a line."""
    head = {key: value for key, value in register.items() if key != "agencies"}
    lines = [json.dumps(made, ensure_ascii=False) for made in register["agencies"]]
    start = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    return start + ',\n "agencies": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"


def table(register: Row) -> str:
    """The reorganisations as a Markdown table: the day, the body that ended, who holds its task."""
    named = {made["id"]: made["names"][-1]["name"] for made in register["agencies"]}
    rows = []
    for made in register["agencies"]:
        for earlier, later in zip(made["names"], made["names"][1:], strict=False):
            rows.append((earlier["to"], earlier["name"], later["name"], made["verified"]))
        last = made["names"][-1]
        if last["to"]:
            after = "、".join(named[identifier] for identifier in made["successors"]) or "—"
            rows.append((last["to"], last["name"], after, made["verified"]))
    lines = [f"| {day} | {old} | {new} | {'✓' if checked else ''} |" for day, old, new, checked in sorted(rows)]
    return "\n".join([TABLE_HEAD, *lines]) + "\n"


def main() -> int:
    """Write the register, or compare it with the committed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listed", type=Path, help="the project's list of agencies (JSON)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the committed file differs")
    asked = parser.parse_args()
    more = tomllib.loads((HERE / "agencies_more.toml").read_text(encoding="utf-8"))
    register = build(json.loads(asked.listed.read_text(encoding="utf-8")), more)
    page = PAGE.read_text(encoding="utf-8")
    wanted = {HERE / "agencies.json": written(register), PAGE: page[: page.index(TABLE_HEAD)] + table(register)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if asked.check:
        print(
            "\n".join(f"{path.name} differs: build it again" for path in stale) or "all as the list and additions say"
        )
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    print(f"{len(register['agencies'])} bodies; written: {', '.join(path.name for path in stale) or 'nothing new'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
