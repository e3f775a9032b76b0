"""The API against its own description: OpenAPI linted, and every call tried with made-up values."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest


def test_the_description_is_sound_openapi(web: httpx.Client) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="pip install -c constraints.txt '.[conformance]'")
    spec = web.get("/api/v1/openapi.json").json()
    validator.validate(spec)
    assert spec["openapi"].startswith("3.1")
    calls = [call for path in spec["paths"].values() for call in path.values()]
    assert len(calls) >= 15
    assert all(call["summary"] and call["responses"] for call in calls)
    assert len({call["operationId"] for call in calls}) == len(calls)


def test_everything_described_can_be_asked(web: httpx.Client) -> None:
    spec = web.get("/api/v1/openapi.json").json()
    assert all(path.startswith(("/api/v1", "/feeds")) for path in spec["paths"])
    assert all(set(path) == {"get"} for path in spec["paths"].values()), "the API only reads"


@pytest.mark.slow
def test_no_made_up_call_finds_a_fault(web_address: str, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="pip install -c constraints.txt '.[conformance]'")
    command = [str(Path(sys.executable).with_name("schemathesis"))]
    command += ["--config-file", str(Path(__file__).with_name("schemathesis.toml")), "run", "--request-timeout", "60"]
    command += [f"{web_address}/api/v1/openapi.json", "--max-examples", "60", "--seed", "20261122"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
