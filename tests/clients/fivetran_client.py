"""Drives connectors as Fivetran does, with stubs that are not ours, and compares with the local warehouse.

    fivetran_client.py PROGRAM [CONFIGURATION.json] ...

For each program: the form, every test, the schema, a whole sync, and then one sync cut off after each checkpoint and
run again with the state it left. The rows must be those of a local sync, whatever the cut.
"""

import base64
import datetime
import decimal
import json
import os
import pathlib
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import types

import grpc

MOST_ROWS = 100
MESSAGE_LIMIT = 128 * 1024 * 1024


def stubs():
    """The generated messages out of the MIT-licensed package, without the package's own code."""
    for folder in sys.path:
        protos = pathlib.Path(folder or ".") / "fivetran_connector_sdk" / "protos"
        if protos.is_dir():
            package = types.ModuleType("fivetran_connector_sdk")
            package.__path__ = [str(protos)]
            sys.modules["fivetran_connector_sdk"] = package
            from fivetran_connector_sdk import common_pb2, connector_sdk_pb2, connector_sdk_pb2_grpc

            return common_pb2, connector_sdk_pb2, connector_sdk_pb2_grpc
    sys.exit("the package fivetran-connector-sdk is not installed")


common, messages, services = stubs()


class Failure(Exception):
    """Something is not as it has to be."""


def require(condition, text):
    if not condition:
        raise Failure(text)


class Served:
    """A program that serves, and the client's end of it."""

    def __init__(self, program, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(os.path.join(folder, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([program, "--port", str(self.port)], stdout=self.log, cwd=folder)
        limits = [("grpc.max_receive_message_length", MESSAGE_LIMIT), ("grpc.max_send_message_length", MESSAGE_LIMIT)]
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}", limits, compression=grpc.Compression.Gzip)
        grpc.channel_ready_future(self.channel).result(timeout=60)
        self.stub = services.SourceConnectorStub(self.channel)

    def close(self):
        self.channel.close()
        self.process.terminate()
        code = self.process.wait(timeout=60)
        require(code == 0, f"told to stop, the program ended with {code}")
        self.log.seek(0)
        for line in self.log:
            entry = json.loads(line)
            require(set(entry) == {"level", "message", "message-origin"}, f"a log line has other keys: {line}")
            require(entry["level"] in ("INFO", "WARNING", "SEVERE"), f"a log line has another level: {line}")
            require(entry["message-origin"] == "sdk_connector", f"a log line has another origin: {line}")
        self.log.close()


class Platform:
    """Tables, rows and state, as the stream describes them."""

    def __init__(self):
        self.tables = {}
        self.committed = {}
        self.rows = {}
        self.state = None
        self.checkpoints = 0

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
        self.tables[schema, table.name] = table
        self.rows.setdefault((schema, table.name), {})

    def take(self, message):
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
            raise Failure(f"the sync ended with a task: {content.message}")
        return operation

    def record(self, record):
        name = (record.schema_name, record.table_name)
        require(name in self.tables, f"a row of {name}, which nobody described")
        table, rows = self.tables[name], self.rows[name]
        if record.type == common.TRUNCATE:
            for key, (_, values) in list(rows.items()):
                rows[key] = (True, values)
            return
        data = {column: plain(value) for column, value in record.data.items()}
        keys = [column.name for column in table.columns if column.primary_key]
        require(all(data.get(key) is not None for key in keys), f"{name}: a row without its key")
        if record.type == common.UPSERT:
            missing = [column.name for column in table.columns if column.name not in data]
            require(not missing, f"{name}: an upsert without {missing}")
        present = {column: value for column, value in data.items() if value is not None}
        key = repr([present[key] for key in keys] if keys else sorted(present.items()))
        if record.type == common.UPSERT:
            rows[key] = (False, present)
        elif key in rows:
            deleted, old = rows[key]
            if record.type == common.DELETE:
                rows[key] = (True, old)
            else:
                merged = {column: value for column, value in old.items() if column not in data}
                rows[key] = (deleted, {**merged, **present})

    def cut(self):
        """What came after the last checkpoint is void."""
        self.rows = {name: dict(self.committed.get(name, {})) for name in self.rows}

    def contents(self):
        found = {}
        for (_, table), rows in self.rows.items():
            found[table] = sorted(json.dumps([deleted, comparable(values)], sort_keys=True) for deleted, values in rows.values())
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


def comparable(values):
    """Values in a form in which both sides can be compared: types that were inferred may differ in width."""

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

    return {column: one(value) for column, value in values.items()}


def local_contents(path, platform):
    """What the local warehouse holds, in the same form."""
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
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
                rows.append(json.dumps([bool(row["_fivetran_deleted"]), comparable(values)], sort_keys=True))
            found[table] = sorted(rows)
    return found


def same(found, expected, when):
    require(found.keys() == expected.keys(), f"{when}: the tables are {sorted(found)}, not {sorted(expected)}")
    for table, rows in expected.items():
        if found[table] != rows:
            ours, theirs = set(found[table]), set(rows)
            raise Failure(
                f"{when}: table {table} has {len(found[table])} rows, {len(rows)} locally; "
                f"only there {sorted(ours - theirs)[:1]}, only locally {sorted(theirs - ours)[:1]}"
            )


def drive(program, configuration):
    with tempfile.TemporaryDirectory() as folder:
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in configuration.items()}
        if configuration:
            pathlib.Path(folder, "configuration.json").write_text(json.dumps(configuration), encoding="utf-8")
        command = [program, "sync", "--project-dir", folder, "--quiet"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, cwd=folder)
        served = Served(program, folder)
        try:
            outcome = talk(served.stub, texts, os.path.join(folder, "files", "warehouse.db"))
        except BaseException:
            served.process.kill()
            raise
        served.close()
        return outcome


def talk(stub, texts, warehouse):
    form = stub.ConfigurationForm(common.ConfigurationFormRequest())
    names = [field.name for field in form.fields]
    require(len(names) == len(set(names)), f"the form has a name twice: {names}")
    for test in form.tests:
        answer = stub.Test(common.TestRequest(name=test.name, configuration=texts))
        require(answer.WhichOneof("response") == "success", f"the test {test.name} failed: {answer.failure}")
    answer = stub.Test(common.TestRequest(name="no such test", configuration=texts))
    require(answer.failure, "a test that does not exist succeeded")
    schema = stub.Schema(messages.SchemaRequest(configuration=texts))

    def sync(platform, cut=None):
        kind = schema.WhichOneof("response")
        if kind != "schema_response_not_supported":
            platform.describe(getattr(schema, kind))
        request = messages.UpdateRequest(configuration=texts)
        if platform.state is not None:
            request.state_json = platform.state
        stream = stub.Update(request, timeout=120)
        seen = 0
        for message in stream:
            seen += platform.take(message) == "checkpoint"
            if cut is not None and seen == cut:
                stream.cancel()
                break
        platform.cut()
        return seen

    whole = Platform()
    checkpoints = sync(whole)
    expected = local_contents(warehouse, whole)
    same(whole.contents(), expected, "a whole sync")
    # A cut behind the last row leaves nothing to make up for, and the sync after it is the next one.
    for cut in range(1, checkpoints):
        platform = Platform()
        sync(platform, cut)
        sync(platform)
        same(platform.contents(), expected, f"cut after checkpoint {cut} of {checkpoints} and resumed")
    rejected = None
    try:
        list(stub.Update(messages.UpdateRequest(configuration=texts, state_json="no json")))
    except grpc.RpcError as error:
        rejected = error.code()
    require(rejected == grpc.StatusCode.INVALID_ARGUMENT, f"a broken state was answered with {rejected}")
    rows = sum(len(rows) for rows in expected.values())
    return f"{len(expected)} tables, {rows} rows, {checkpoints} checkpoints"




def main(arguments):
    failed = False
    while arguments:
        program = os.path.abspath(arguments.pop(0))
        configuration = {}
        if arguments and arguments[0].endswith(".json"):
            configuration = json.loads(pathlib.Path(arguments.pop(0)).read_text(encoding="utf-8"))
        started = time.monotonic()
        try:
            outcome = drive(program, configuration)
        except Failure as error:
            failed, outcome = True, f"FAILED: {error}"
        except Exception:  # Whatever it is, the other programs are driven too.
            failed, outcome = True, f"FAILED: {traceback.format_exc()}"
        print(f"fivetran client: {os.path.basename(program)}: {outcome} ({time.monotonic() - started:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
