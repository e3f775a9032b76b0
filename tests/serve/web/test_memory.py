"""Memory that was let go of belongs to the system again."""

import ctypes
import subprocess
import sys

import pytest

CODE = """
import re
from pathlib import Path
from yinuo.serve.web.memory import give_back

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

held = [bytearray(2000) for _ in range(50_000)]
last = bytearray(2000)  # lies above all of them: the heap cannot shrink from its end
full = resident()
del held
give_back()
print(full - resident())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library")
def test_what_was_freed_below_something_that_stays_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) > 60
