"""Read and write back the seed record and every peer record; list any file that does not keep its bytes.

    python -m benchmark.roundtrip ../shared/data

Two ways: as read (pieces keep the bytes they were read from), and from the fields alone.
Exit 1 if any file is listed.
"""

import argparse
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

from yinuo.errors import YinuoError
from yinuo.publish.markdown import read_record, write_record


def fault(data: bytes) -> str | None:
    """Why a file does not keep its bytes; None where it does."""
    try:
        record = read_record(data)
        if write_record(record) != data:
            return "written back differently"
        if write_record(replace(record, form=None)) != data:
            return "written from its fields alone differently"
    except YinuoError as error:
        return str(error)
    return None


def main() -> int:
    """Print the faults and the count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of real documents")
    data = parser.parse_args().data
    files = {"seed_record.md": (data / "seed_record.md").read_bytes()}
    with zipfile.ZipFile(data / "peer_records.zip") as archive:
        files |= {name: archive.read(name) for name in archive.namelist() if name.endswith(".md")}
    started = time.perf_counter()
    faults = {name: why for name, content in files.items() if (why := fault(content))}
    for name, why in sorted(faults.items()):
        print(f"{name}: {why}")
    print(f"{len(files) - len(faults)} of {len(files)} files keep their bytes ({time.perf_counter() - started:.2f} s)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
