"""What Fivetran keeps of a connection: tables, rows and state, as the stream of messages describes them; and the local
warehouse in the same form."""

import base64
import datetime
import decimal
import json
import sqlite3
import struct

from different import Different, require
from warehouse import known

MOST_ROWS = 100


class Platform:
    """Takes messages and insists on the protocol's rules."""

    def __init__(self, common):
        self.common = common
        self.tables = {}
        self.committed = {}
        self.rows = {}
        self.state = None
        self.checkpoints = 0
        self.records = 0
        self.task = None

    def describe(self, lists):
        """Takes tables with or without schemas."""
        if hasattr(lists, "schemas"):
            for schema in lists.schemas:
                for table in schema.tables:
                    self.add(schema.name, table)
        else:
            for table in lists.tables:
                self.add("", table)

    def add(self, schema, table):
        """Takes a table."""
        self.tables[schema, table.name] = table
        self.rows.setdefault((schema, table.name), {})

    def take(self, message):
        """Takes the next message."""
        require(self.task is None, f"a message after a task: {message}")
        operation = message.WhichOneof("operation")
        content = getattr(message, operation)
        if operation in ("record", "structured_record"):
            self.record(content)
        elif operation in ("records", "structured_records"):
            records = getattr(content, "records", None) or content.structured_records
            require(0 < len(records) <= MOST_ROWS, f"{len(records)} rows in a message")
            for record in records:
                self.record(record)
        elif operation == "schema_change":
            self.describe(getattr(content, content.WhichOneof("change")))
        elif operation == "checkpoint":
            self.state = content.state_json
            require(isinstance(json.loads(self.state), dict), "a state is no JSON object")
            self.checkpoints += 1
            self.committed = {name: dict(rows) for name, rows in self.rows.items()}
        elif operation == "task":
            self.task = content.message

    def record(self, record):
        """Applies a row."""
        self.records += 1
        name = (record.schema_name, record.table_name)
        require(name in self.tables, f"a row of {name}, which nobody described")
        table, rows = self.tables[name], self.rows[name]
        if record.type == self.common.TRUNCATE:
            for key, (_, values) in list(rows.items()):
                rows[key] = (True, values)
            return
        data = {column: plain(value) for column, value in record.data.items()}
        keys = [column.name for column in table.columns if column.primary_key]
        require(all(data.get(key) is not None for key in keys), f"{name}: a row without its key")
        if record.type == self.common.UPSERT:
            missing = [column.name for column in table.columns if column.name not in data]
            require(not missing, f"{name}: an upsert without {missing}")
        present = {column: value for column, value in data.items() if value is not None}
        key = repr([present[key] for key in keys] if keys else sorted(present.items()))
        if record.type == self.common.UPSERT:
            rows[key] = (False, present)
        elif key in rows:
            deleted, old = rows[key]
            if record.type == self.common.DELETE:
                rows[key] = (True, old)
            else:
                merged = {column: value for column, value in old.items() if column not in data}
                rows[key] = (deleted, {**merged, **present})

    def cut(self):
        """What came after the last checkpoint is void."""
        self.rows = {name: dict(self.committed.get(name, {})) for name in self.rows}

    def contents(self):
        """The rows of every table, in a form that can be compared."""
        found = {}
        for (_, table), rows in self.rows.items():
            found[table] = sorted(comparable(deleted, values) for deleted, values in rows.values())
        return found


def plain(value):
    """A cell in the form in which the warehouse stores it."""
    kind = value.WhichOneof("inner")
    require(kind is not None, "a value without an arm")
    content = getattr(value, kind)
    if kind == "null":
        require(content, "a null that is none")
        return None
    if kind in ("naive_date", "naive_datetime", "utc_datetime"):
        at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=content.seconds, microseconds=content.nanos // 1000)
        require(0 <= content.nanos < 10**9 and content.nanos % 1000 == 0, f"{content.nanos} nanoseconds")
        if kind == "naive_date":
            require(at.time() == datetime.time(), "a date with a time of day")
            return at.date().isoformat()
        return at.isoformat(timespec="microseconds") + ("Z" if kind == "utc_datetime" else "")
    if kind == "decimal":
        return decimal.Decimal(content)
    if kind == "json":
        return json.loads(content)
    return content


def comparable(deleted, values):
    """A row as text: types that were inferred may differ in width, and what is made anew each time is left out."""

    def one(value):
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        if isinstance(value, float):
            return struct.unpack("f", struct.pack("f", value))[0] if abs(value) < 3e38 else value
        if isinstance(value, decimal.Decimal):
            return str(value.normalize())
        return value

    return json.dumps([deleted, known({column: one(value) for column, value in values.items()})], sort_keys=True)


def local_contents(path, platform):
    """What the local warehouse holds, in the same form."""
    found = {}
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    for schema, table in platform.rows:
        source = f"{schema}.{table}" if schema else table
        (stored,) = database.execute("select name from _sdk_table where source = ?", [source]).fetchone()
        columns = database.execute("select name, source, type from _sdk_column where source_table = ?", [source])
        columns = {name: (original, kind) for name, original, kind in columns}
        rows = []
        for row in database.execute(f'select * from "{stored}"'):
            values = {}
            for name in row.keys():
                if name not in columns or row[name] is None:
                    continue
                (column, kind), value = columns[name], row[name]
                if kind.startswith("DECIMAL"):
                    value = decimal.Decimal(value)
                elif kind == "JSON":
                    value = json.loads(value)
                values[column] = value
            rows.append(comparable(bool(row["_fivetran_deleted"]), values))
        found[table] = sorted(rows)
    database.close()
    return found


def same(when, found, expected):
    """Fails unless the tables hold the same rows, the deleted ones too."""
    require(found.keys() == expected.keys(), f"{when}: the tables are {sorted(found)}, not {sorted(expected)}")
    for table, rows in expected.items():
        if found[table] != rows:
            ours, theirs = set(found[table]), set(rows)
            raise Different(
                f"{when}: table {table} has {len(found[table])} rows, {len(rows)} locally; "
                f"only there {sorted(ours - theirs)[:1]}, only locally {sorted(theirs - ours)[:1]}"
            )
