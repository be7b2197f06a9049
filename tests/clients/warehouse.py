"""The rows of the local warehouse, and whether those that arrived elsewhere are the same."""

import ast
import base64
import json
import math
import re
import sqlite3
import subprocess
from decimal import Decimal

from different import Different, require

# How the two kinds of lines mark a deleted row.
DELETED = ("_ab_cdc_deleted_at", "_sdc_deleted_at")


def run(*command, stdin=None, fails=False, **more):
    """The output of a program that must do well, or must fail."""
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, check=False, **more)
    if (done.returncode != 0) != fails:
        said = f"{done.stderr.decode()[-3000:]}\n{done.stdout.decode()[-2000:]}"
        raise Different(f"{[str(part) for part in command]} exited with {done.returncode}\n{said}")
    return done.stdout


def sync(case, folder):
    """Syncs once into a project of its own, and says where the warehouse is."""
    project = folder / "local"
    project.mkdir()
    (project / "configuration.json").write_text(json.dumps(case.config))
    run(case.program, "sync", "--naming", "source", "--quiet", "--project-dir", project, cwd=project)
    return project / "files" / "warehouse.db"


def local(case, folder):
    """The rows of the local warehouse after one sync: by table, without those that are deleted."""
    database = sqlite3.connect(sync(case, folder))
    database.row_factory = sqlite3.Row
    names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    tables = {}
    for name in names:
        columns = [row["name"] for row in database.execute(f'pragma table_info("{name}")')]
        if "_fivetran_synced" not in columns:
            continue
        kept = [column for column in columns if not column.startswith("_fivetran_")]
        rows = database.execute(f'select * from "{name}" where not _fivetran_deleted')
        tables[name] = [{column: row[column] for column in kept} for row in rows]
    database.close()
    require(tables, "the local warehouse has no tables")
    return tables


class Applied:
    """What a platform ends with that keeps the last version of each row."""

    def __init__(self):
        self.tables = {}
        self.keys = {}

    def stream(self, name, keys):
        """Takes a stream that there is, with or without rows."""
        self.keys[name] = keys
        self.tables.setdefault(name, {})

    def row(self, stream, row):
        """Takes the next version of a row."""
        table = self.tables.setdefault(stream, {})
        row = dict(row)
        deleted = any([row.pop(mark, None) for mark in DELETED])
        keys = self.keys.get(stream) or []
        key = json.dumps([row.get(key) for key in keys] if keys else row, default=str, sort_keys=True)
        if deleted:
            table.pop(key, None)
        else:
            table[key] = row

    def rows(self):
        """The rows that are left, by table."""
        return {name: list(rows.values()) for name, rows in self.tables.items()}


def same(about, expected, arrived):
    """Fails unless the tables hold the same rows."""
    more = sorted(name for name, rows in arrived.items() if rows and name not in expected)
    require(not more, f"{about}: {more} arrived, which the local warehouse does not have")
    for name, rows in expected.items():
        found = arrived.get(name)
        require(found is not None or not rows, f"{about}: table {name} did not arrive; there are {sorted(arrived)}")
        left = [known(row) for row in found or []]
        rows = [known(row) for row in rows]
        require(len(left) == len(rows), f"{about}: {name} has {len(left)} rows instead of {len(rows)}")
        # Rows are looked for by their first column, which most often is the key.
        first = next(iter(rows[0]), None) if rows else None
        index, used = {}, set()
        for row in left:
            index.setdefault(str(row.get(first)), []).append(row)
        for row in rows:
            near = index.get(str(row[first])) or left
            near = [found for found in near if id(found) not in used]
            match = next((found for found in near if holds(found, row)), None)
            require(match is not None, f"{about}: {name} lacks {row}; near it is {near[:1]}")
            used.add(id(match))


def holds(arrived, row):
    """Whether a row that arrived has all that one of the warehouse has."""
    return all(name in arrived and equal(value, arrived[name]) for name, value in row.items())


def known(row):
    """The row without what is made anew each time."""
    is_uuid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
    return {name: "uuid" if isinstance(value, str) and is_uuid(value) else value for name, value in row.items()}


def equal(stored, arrived):
    """Whether a cell of the warehouse and one that arrived are the same value."""
    if stored is None or arrived is None:
        return stored is None and arrived is None
    if isinstance(stored, bytes):
        return base64.b64encode(stored).decode() == arrived
    if isinstance(arrived, str) and isinstance(stored, (int, float)):
        # A cache that keeps a column of any type as JSON text.
        try:
            arrived = json.loads(arrived)
        except ValueError:
            return False
    if isinstance(arrived, bool):
        return bool(stored) == arrived
    if isinstance(stored, float) or isinstance(arrived, float) and not isinstance(stored, str):
        return math.isclose(float(stored), float(arrived), rel_tol=1e-6)
    if isinstance(arrived, (int, Decimal, float)):
        return same_number(str(stored), str(arrived)) or math.isclose(float(stored), float(arrived), rel_tol=1e-12)
    if isinstance(arrived, (dict, list)):
        return json.loads(stored) == json.loads(json.dumps(arrived, default=str))
    if isinstance(arrived, str) and isinstance(stored, str):
        return (
            stored == arrived
            or moment(stored) == moment(arrived)
            or same_json(stored, arrived)
            or same_number(stored, arrived)
        )
    return str(stored) == str(arrived)


def moment(text):
    """A date or time in one form: without zeros at its end and without its zone's name."""
    text = re.sub(r"(\+00:00|Z)$", "", text.replace(" ", "T"))
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        text = re.sub(r"(\.\d*?)0*$", r"\1", text).rstrip(".")
    return re.sub("T00:00:00$", "", text)


def same_json(one, other):
    try:
        return json.loads(one) == json.loads(other)
    except ValueError:
        pass
    try:
        # How an old target writes an object.
        return json.loads(one) == ast.literal_eval(other)
    except (ValueError, SyntaxError):
        return False


def same_number(one, other):
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return False
