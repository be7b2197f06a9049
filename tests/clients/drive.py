"""Runs one client against every example and says how each of them did.

drive.py CLIENT FOLDER-OF-PROGRAMS [EXAMPLE ...]
"""

import importlib
import sys
import tempfile
import time
import traceback
from pathlib import Path

import cases
from different import Different


def main(client, programs, *only):
    drive = importlib.import_module("against." + client.replace("-", "_")).drive
    failed = False
    with tempfile.TemporaryDirectory() as place, cases.sources(Path(programs), Path(place)) as all_cases:
        for case in all_cases:
            if only and case.name not in only:
                continue
            started = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    outcome = drive(case, Path(folder)) or "passed"
                except Different as error:
                    failed, outcome = True, f"FAILED: {error}"
                except Exception:  # Whatever it is, the other examples are driven too.
                    failed, outcome = True, f"FAILED: {traceback.format_exc()}"
            print(f"{client}: {case.name}: {outcome} ({time.monotonic() - started:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
