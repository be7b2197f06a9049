"""`target-jsonl` writes every row to a file; the last versions of all rows are those of the warehouse."""

import sys
from pathlib import Path

from against.lines import keys, last_state, parse, rounds, written
from warehouse import Applied, local, run, same


def drive(case, folder):
    out = folder / "out"
    out.mkdir()
    config = written(folder, "target.json", {"destination_path": str(out), "do_timestamp_file": False})
    applied = Applied()

    def deliver(lines):
        keys(applied, lines)
        return last_state(run(Path(sys.executable).parent / "target-jsonl", "--config", config, stdin=lines))

    rounds(case, folder, deliver, "--deletes")
    for path in out.glob("*.jsonl"):
        with path.open() as rows:
            for row in rows:
                applied.row(path.stem, parse(row))
    same("target-jsonl", local(case, folder), applied.rows())
    return f"{sum(map(len, applied.rows().values()))} rows"
