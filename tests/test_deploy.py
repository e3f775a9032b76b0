"""The templates of docs/deploy say what the tools that read them understand, and their commands run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmark.wire import Wire, letter, replies

yaml = pytest.importorskip("yaml")
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "deploy"
UNITS = ("yinuo-sync.service", "yinuo-sync.timer")
_HERE = str(Path(sys.executable).parent)  # where the commands of this environment are, activated or not
_INSTALLED = os.environ | {"PATH": os.pathsep.join((_HERE, os.environ.get("PATH", "")))}
PATH = "/odw/ID2Action.action"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        server.put(PATH, {"term": "11", "sessionPeriod": "01"}, replies([letter(1), letter(6)]))
        yield server


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def commands(words: str) -> list[str]:
    """What follows «yinuo» in a shell line or script: «sync --store …»."""
    return re.findall(r"(?:^|[ /])yinuo ((?:[a-z]+)(?: (?![|&])[^\s|&;]+)*)", words, re.MULTILINE)


def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("sync-and-publish.yml"))
    return found


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"]["sync"]["steps"]
    return found


def test_every_command_of_the_templates_is_one_with_those_options() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    crontab = [line for line in text("cron.txt").splitlines() if line[:1].isdigit()]
    found = [one for words in [*scripts, *crontab, text("yinuo-sync.service")] for one in commands(words)]

    assert {one.split()[0] for one in found} == {"sync", "sources", "verify", "publish", "export"}
    for one in found:
        options = [word for word in one.split()[1:] if word.startswith("--")]
        asked = ["yinuo", one.split()[0], "--help"]
        shown = subprocess.run(asked, env=_INSTALLED, capture_output=True, text=True, check=True).stdout
        assert all(option in shown for option in options), one


def test_cron_understands_its_lines(tmp_path: Path) -> None:
    lines = [line for line in text("cron.txt").splitlines() if line and not line.startswith("#")]
    times = [line for line in lines if not re.match(r"[A-Z_]+=", line)]

    assert len(times) == 2
    for line in times:
        assert re.fullmatch(r"(?:[0-9*/,-]+ +){4}[0-9*/,-]+ +\S.*", line)
        assert "%" not in line  # cron takes it for the end of a line
    crontab = shutil.which("crontab")
    if crontab is None:
        pytest.skip("no crontab here: its lines were read by shape alone")
    checked = subprocess.run([crontab, "-n", str(FOLDER / "cron.txt")], capture_output=True, text=True, check=False)
    if "invalid option" in checked.stderr:
        pytest.skip("a crontab that checks nothing")
    assert checked.returncode == 0, checked.stderr


def test_systemd_understands_its_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    for name in UNITS:
        runnable = text(name).replace("/srv/yinuo/venv/bin/yinuo", "/bin/true")
        (tmp_path / name).write_text(runnable, encoding="utf-8")
    units = [str(tmp_path / name) for name in UNITS]
    checked = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    when = re.search(r"OnCalendar=(.+)", text(UNITS[1]))
    assert when is not None
    assert subprocess.run([analyze, "calendar", when[1]], capture_output=True, check=False).returncode == 0


def test_the_scheduled_action_has_what_pages_and_the_ledger_need() -> None:
    job = workflow()["jobs"]["sync"]

    assert workflow()["permissions"] == {"contents": "write", "pages": "write", "id-token": "write"}
    assert job["environment"]["name"] == "github-pages"
    assert workflow()["defaults"] == {"run": {"shell": "bash"}}  # the runner's other shell has no pipefail
    assert [step["uses"].split("@")[0] for step in steps() if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-pages-artifact",
        "actions/deploy-pages",
    ]
    assert job["env"]["YINUO_STORE"].startswith("data/")  # inside the checked-out branch that is pushed


def test_the_actions_own_script_collects_verifies_and_publishes(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its steps as printed, run by bash as the runner does, with a loopback source in place of the world."""
    scripts = [step["run"] for step in steps() if "run" in step and "pip install" not in step["run"]]
    collect, keep, publish = scripts
    (tmp_path / "data").mkdir()
    ours = f"sync replies --set replies.base={wire.base}{PATH} --set replies.terms=11 --set replies.sessions=1"
    local = collect.replace("yinuo sync", f"yinuo {ours} --allow-private --pace 0 --jobs 1 --tier fast")
    environment = _INSTALLED | {
        "YINUO_STORE": "data/yinuo.db",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_REPOSITORY": "someone/promises",
        "GITHUB_REPOSITORY_OWNER": "someone",
    }

    def run(script: str, folder: Path) -> str:
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    told = run(local, tmp_path)
    assert "新 2 份文件" in told
    assert "::warning::" not in told
    assert "新 2 份文件" in (tmp_path / "summary").read_text(encoding="utf-8")
    git = "git init -q --bare ../remote.git && git init -q -b data . && git remote add origin ../remote.git"
    run(f"{git} && git config push.autoSetupRemote true", tmp_path / "data")
    run(keep, tmp_path / "data")
    assert "Collected" in run("git log --format=%s origin/data", tmp_path / "data")
    run(keep, tmp_path / "data")  # nothing new: no empty commit
    assert run("git rev-list --count origin/data", tmp_path / "data").strip() == "1"
    run(publish, tmp_path)
    assert (tmp_path / "site" / "site" / "index.html").exists()
    assert "url=site/" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    feed = (tmp_path / "site" / "feeds" / "all.atom").read_text(encoding="utf-8")
    assert "https://someone.github.io/promises/" in feed


def test_a_source_that_is_broken_warns_and_stops_no_publication(wire: Wire, tmp_path: Path) -> None:
    (collect,) = (step["run"] for step in steps() if step.get("run", "").startswith("yinuo sync"))
    ours = f"sync url --set url.at={wire.base}/gone.pdf --allow-private --pace 0 --jobs 1 --tier fast"
    environment = _INSTALLED | {"YINUO_STORE": str(tmp_path / "y.db"), "GITHUB_STEP_SUMMARY": str(tmp_path / "s")}
    words = ["bash", "-eo", "pipefail", "-c", collect.replace("yinuo sync", f"yinuo {ours}")]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "::warning::a source is broken" in done.stdout


def test_the_cron_line_tells_the_health_where_sync_fails_and_nothing_where_one_is_at_work(tmp_path: Path) -> None:
    line = next(line for line in text("cron.txt").splitlines() if "yinuo sync" in line)
    words = line.split("  ", 1)[1].strip().replace("/srv/yinuo/", f"{tmp_path}/")
    if shutil.which("flock") is None:
        pytest.skip("no flock here")
    here = words.replace("yinuo sync --jobs 1", "yinuo sync replies --offline --set replies.terms=11 --jobs 1")
    environment = _INSTALLED | {"YINUO_STORE": str(tmp_path / "yinuo.db")}
    failed = subprocess.run(["sh", "-c", here], env=environment, capture_output=True, text=True, check=False)
    held = f"flock {tmp_path}/lock sh -c {shlex.quote(here)}"
    busy = subprocess.run(["sh", "-c", held], env=environment, capture_output=True, text=True, check=False)

    assert "broken" in failed.stdout
    assert "最後成功" in failed.stdout
    assert (busy.returncode, busy.stdout) == (0, "")
