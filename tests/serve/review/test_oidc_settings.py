"""What single sign-on must be told before a server starts."""

import sys
from pathlib import Path

import pytest

from yinuo.errors import UsageError
from yinuo.serve.cli import run_command_line
from yinuo.serve.review.oidc_provider import refuse_without_extra
from yinuo.serve.web.settings import Settings, SingleSignOn, sound_issuer

ISSUER = "https://id.example.org/realms/desk"


@pytest.mark.parametrize(
    "words", [ISSUER, "https://10.0.0.7:8443/x", "http://127.0.0.1:9000", "http://localhost/", "https://id.example.org"]
)
def test_an_issuer_is_https_or_on_this_machine(words: str) -> None:
    assert sound_issuer(words)


@pytest.mark.parametrize(
    "words",
    [
        "http://id.example.org/",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "ftp://127.0.0.1/",
        "https://id.example.org/?x=1",
        "https://id.example.org/#x",
        "https://a:b@id.example.org/",
        "https://",
        "id.example.org",
        "",
    ],
)
def test_any_other_issuer_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="https"):
        SingleSignOn(words, "room", "secret")


def test_the_secret_is_in_no_repr() -> None:
    told = SingleSignOn(ISSUER, "room", "hush-hush")
    settings = Settings(store=Path("room.db"), base_url="https://read.example.org/", oidc=told)
    assert "hush-hush" not in repr(told) + repr(settings)


def test_it_needs_the_address_that_readers_come_by() -> None:
    with pytest.raises(UsageError, match="--base-url"):
        Settings(store=Path("room.db"), oidc=SingleSignOn(ISSUER, "room", "secret"))


@pytest.mark.parametrize(
    ("options", "secret", "told"),
    [
        (["--oidc-issuer", ISSUER, "--oidc-client", "room"], "", "YINUO_OIDC_SECRET"),
        (["--oidc-issuer", ISSUER], "hush-hush", "--oidc-client"),
        (["--oidc-client", "room"], "hush-hush", "--oidc-issuer"),
        (["--oidc-issuer", "http://id.example.org", "--oidc-client", "room"], "hush-hush", "https"),
        (["--oidc-issuer", ISSUER, "--oidc-client", "room"], "hush-hush", "--base-url"),
    ],
)
def test_the_command_says_in_one_line_what_is_missing(
    options: list[str],
    secret: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("joserfc", reason="the extra yinuo[oidc] is not installed")
    monkeypatch.setenv("YINUO_OIDC_SECRET", secret)
    assert run_command_line(["serve", "--store", str(tmp_path / "room.db"), *options]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert told in lines[0]
    assert "hush-hush" not in lines[0]


def test_without_the_extra_the_command_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "joserfc", None)
    with pytest.raises(UsageError) as raised:
        refuse_without_extra()
    assert "pip install 'yinuo[oidc]'" in str(raised.value)
