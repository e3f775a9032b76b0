"""What is asked of the reading room when its speed is measured, and the like of it for Datasette."""

import json
import random
import sqlite3
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlencode

from benchmark.speed import SEED
from yinuo.persist.terms import match_expression, query_words
from yinuo.words import Category, Level, State

__all__ = ["datasette_questions", "questions"]

WORDS = (
    "完成",
    "計畫",
    "補助",
    "改善",
    "設置",
    "推動 計畫",
    "年底",
    "完工",
    "修正",
    "經費",
    "億元",
    "評估",
    "調查",
    "宣導",
)


def questions(store: Path, count: int) -> dict[str, list[str]]:
    """So many addresses of each kind of page, all different as far as there are so many."""
    chance = random.Random(SEED)
    with sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True) as held:
        ids = [one for (one,) in held.execute("SELECT id FROM commitments ORDER BY id")]
        documents = [one for (one,) in held.execute("SELECT id FROM documents WHERE copy_of IS NULL ORDER BY id")]
        made = [one for (one,) in held.execute("SELECT DISTINCT made FROM commitments ORDER BY made")]
        bodies = [one for (one,) in held.execute("SELECT DISTINCT name FROM responsible ORDER BY name")]
        askers = [one for (one,) in held.execute("SELECT DISTINCT asker FROM askers ORDER BY asker")]
        terms = "SELECT DISTINCT payload ->> 'term', payload ->> 'session' FROM documents JOIN entries USING (seq)"
        sessions = [f"{term}-{session}" for term, session in held.execute(terms) if term and session]
        words = [_some_word(one, chance) for one in chance.choices(ids, k=count) for one in [_text(held, one)]]

    def filters(number: int) -> str:
        asked: list[tuple[str, str]] = [
            ("made_from", chance.choice(made)),
            ("state", chance.choice(list(State))),
            ("state", chance.choice(list(State))),
        ]
        if number % 2:
            asked.append(("category", chance.choice(list(Category))))
        if number % 3 == 0:
            asked.append(("level", chance.choice(list(Level))))
        return urlencode([*asked, ("sort", chance.choice(("newest", "due", "changed", "confidence")))])

    mixed_words = [chance.choice((chance.choice(WORDS), word)) for word in words]
    return {
        "list page": [f"/commitments?{filters(number)}" for number in range(count)],
        "facet counts (API)": [f"/api/v1/commitments/facets?{filters(number)}" for number in range(count)],
        "list with words": [f"/commitments?{urlencode({'q': word})}" for word in mixed_words],
        "search page": [f"/search?{urlencode({'q': word})}" for word in mixed_words],
        "search, one sign": [f"/search?{urlencode({'q': word[0]})}" for word in words],
        "search, promises": [f"/search?{urlencode({'q': word, 'kind': 'commitment'})}" for word in mixed_words],
        "record page": [f"/commitments/{one}" for one in chance.choices(ids, k=count)],
        "document page": [f"/documents/{quote(one, safe='')}" for one in chance.choices(documents, k=count)],
        "statistics": [f"/statistics?{filters(number)}" for number in range(count)],
        "agency page": [f"/agencies/{quote(one, safe='')}" for one in _all_of(bodies, count)],
        "asker page": [f"/askers/{quote(one, safe='')}" for one in _all_of(askers, count)],
        "session page": [
            f"/sessions{'/' * bool(one)}{one}?{filters(number)}" for number, one in enumerate(_all_of(sessions, count))
        ],
        "calendar": [f"/deadlines?{filters(number)}&year={2014 + number % 13}" for number in range(count)],
        "feed": [f"/feeds/atom.xml?{filters(number)}" for number in range(count)],
    }


def _all_of(values: list[str], count: int) -> list[str]:
    """So many of them, all before any comes again; nothing leads to the list of them."""
    return [values[number % len(values)] if values else "" for number in range(count)]


def _text(held: sqlite3.Connection, one: str) -> str:
    sql = "SELECT payload FROM commitments JOIN entries USING (seq) WHERE id = ?"
    return str(json.loads(held.execute(sql, (one,)).fetchone()[0])["text"])


def _some_word(text: str, chance: random.Random) -> str:
    """Two to four characters as they stand in a promise."""
    at = chance.randrange(max(1, len(text) - 4))
    cut = query_words(text[at : at + chance.randrange(2, 5)])
    return next((word for word in cut if len(word) > 1), "完成")


def datasette_questions(store: Path, count: int) -> dict[str, list[tuple[str, ...]]]:
    """The like of them for Datasette over the same tables, each as the requests that a reader needs for it.

    Search: the best twenty promises on one page; or the best five promises, links and letters, a query each.
    """
    chance, name = random.Random(SEED), quote(store.stem, safe="")
    facets = [("_facet", "level"), ("_facet", "category"), ("_facet", "publication")]
    asked = questions(store, count)
    lists: list[tuple[str, ...]] = []
    facet_counts: list[tuple[str, ...]] = []
    for _ in range(count):
        filters = [("level__exact", chance.choice(list(Level))), ("category__exact", chance.choice(list(Category)))]
        order = [("_sort_desc", chance.choice(("made", "due", "confidence"))), ("_size", "20")]
        lists.append((f"/{name}/commitments?{urlencode([*filters, *order, *facets])}",))
        facet_counts.append((f"/{name}/commitments.json?{urlencode([*filters[:1], ('_size', '0'), *facets])}",))
    words = [_match(one.partition("q=")[2]) for one in asked["list with words"]]
    three = [tuple(f"/{name}?{urlencode({'sql': _found(kind, 5), 'q': word})}" for kind in _SHOWN) for word in words]
    promises: list[tuple[str, ...]] = [
        (f"/{name}?{urlencode({'sql': _found('commitments', 20), 'q': word})}",) for word in words
    ]
    return {
        "list page": lists,
        "facet counts (API)": facet_counts,
        "search page": three,
        "search, promises": promises,
    }


_SHOWN = {
    "commitments": "made, level, category, payload",
    "evidence": "stated, relation, payload",
    "documents": "documents.kind, last, substr(payload, 1, 500) as payload",
}


def _found(table: str, limit: int) -> str:
    """A query for the best hits of a table."""
    fts = f"{table}_fts"
    return (
        f"select {table}.id, {_SHOWN[table]} from {fts} join {table} on {table}.seq = {fts}.rowid"
        f" join entries using (seq) where {fts} match :q order by rank limit {limit}"
    )


def _match(word: str) -> str:
    return match_expression(query_words(unquote_plus(word)))
