"""`target-sqlite` puts the rows into tables of its own, by key."""

import os
import sqlite3
import sys
from pathlib import Path

from against.lines import last_state, rounds, written
from warehouse import local, run, same

# It is older than Python 3.10, which moved these names. And it commits row by row: waiting for the disk each time takes
# longer than all the rest.
SHIM = """
import collections, collections.abc
from sqlite3 import dbapi2
for name in ('MutableMapping', 'Mapping', 'Sequence', 'Iterable', 'Callable', 'Hashable', 'Set', 'MutableSet'):
    setattr(collections, name, getattr(collections.abc, name))
open_database = dbapi2.connect
def connect(*arguments, **more):
    database = open_database(*arguments, **more)
    database.execute('pragma synchronous = off')
    return database
dbapi2.connect = connect
"""


def drive(case, folder):
    written(folder, "target.json", {"database": str(folder / "target"), "batch_size": 5000})
    (folder / "sitecustomize.py").write_text(SHIM)
    environment = {**os.environ, "PYTHONPATH": str(folder)}

    def deliver(lines):
        target = Path(sys.executable).parent / "target-sqlite"
        out = run(target, "--config", folder / "target.json", stdin=lines, env=environment, cwd=folder)
        return last_state(out)

    rounds(case, folder, deliver, "--deletes")
    database = sqlite3.connect(next(folder.glob("target*.db")))
    database.row_factory = sqlite3.Row
    expected, arrived = local(case, folder), {}
    for name in expected:
        rows = [dict(row) for row in database.execute(f'select * from "{name}"')]
        arrived[name] = [row for row in rows if not row.get("_sdc_deleted_at")]
    database.close()
    same("target-sqlite", expected, arrived)
    return f"{sum(map(len, arrived.values()))} rows"
