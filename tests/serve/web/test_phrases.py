"""The English catalogue: whole, compiled, and true to its placeholders."""

import re
from gettext import GNUTranslations

import pytest
from babel.messages.pofile import read_po

from yinuo.serve.web.language import ENGLISH, catalogue
from yinuo.serve.web.phrases import FOLDER, collected, compiled, written


@pytest.fixture(scope="module")
def held() -> dict[str, str]:
    """The catalogue as it stands in the repository."""
    with (FOLDER / "yinuo.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def test_everything_that_pages_say_has_english_and_nothing_else_is_there(held: dict[str, str]) -> None:
    assert set(held) == set(collected())
    assert not [phrase for phrase, english in held.items() if not english.strip()]


def test_the_compiled_catalogue_is_that_of_the_po_file(held: dict[str, str]) -> None:
    assert (FOLDER / "yinuo.mo").read_bytes() == compiled(written(held))


def test_placeholders_are_the_same_in_both_languages(held: dict[str, str]) -> None:
    for phrase, english in held.items():
        assert set(re.findall(r"{(\w*)}", phrase)) == set(re.findall(r"{(\w*)}", english)), phrase


def test_english_is_not_chinese(held: dict[str, str]) -> None:
    examples = {"一諾 yinuo", "例如：長照、捷運、20GW"} | {phrase for phrase in held if "臺與台" in phrase}
    sayings = {phrase: english for phrase, english in held.items() if phrase not in examples}

    assert not [english for english in sayings.values() if re.search(r"[一-鿿]", english)]


def test_a_phrase_is_filled_in() -> None:
    assert isinstance(catalogue(), GNUTranslations)
    assert ENGLISH.phrase("代碼 {number}", number=404) == "Code 404"
