"""Drives connectors as Airbyte sources and Singer taps and compares what arrives with the local warehouse.

Usage: lines_client.py CLIENT PROGRAM...
"""

import ast
import base64
import contextlib
import io
import json
import math
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

DELETED = ("_ab_cdc_deleted_at", "_sdc_deleted_at")


def run(*command, stdin=None, cwd=None):
    """The output of a program that must do well."""
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, cwd=cwd)
    if done.returncode != 0:
        raise AssertionError(f"{command} exited with {done.returncode}\n{done.stderr.decode()[-3000:]}\n{done.stdout.decode()[-2000:]}")
    return done.stdout


def local(program, folder):
    """The rows of the local warehouse after one sync: by table, without those that are deleted."""
    run(program, "sync", "--naming", "source", "--quiet", "--project-dir", folder)
    database = sqlite3.connect(folder / "files" / "warehouse.db")
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
    return tables


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
        try:
            return Decimal(str(stored)) == Decimal(str(arrived)) or math.isclose(float(stored), float(arrived), rel_tol=1e-12)
        except ArithmeticError:
            return False
    if isinstance(arrived, (dict, list)):
        return json.loads(stored) == json.loads(json.dumps(arrived, default=str))
    if isinstance(arrived, str) and isinstance(stored, str):
        return stored == arrived or moment(stored) == moment(arrived) or same_json(stored, arrived) or same_number(stored, arrived)
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


def known(row):
    """The row without what is made anew each time."""
    is_uuid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
    return {name: "uuid" if isinstance(value, str) and is_uuid(value) else value for name, value in row.items()}


def same_number(one, other):
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return False


def compare(about, expected, arrived):
    """Fails unless the tables hold the same rows."""
    for name, rows in expected.items():
        found = arrived.get(name)
        assert found is not None or not rows, f"{about}: table {name} did not arrive; there are {sorted(arrived)}"
        left = [known(row) for row in found or []]
        rows = [known(row) for row in rows]
        assert len(left) == len(rows), f"{about}: {name} has {len(left)} rows instead of {len(rows)}"
        index = {}
        for row in left:
            index.setdefault(str(next(iter(row.values()), None)), []).append(row)
        for row in rows:
            key = str(next(iter(row.values()), None))
            candidates = index.get(key) or left
            match = next((c for c in candidates if all(equal(v, c.get(k)) for k, v in row.items())), None)
            assert match is not None, f"{about}: {name} lacks {row}; near it is {candidates[:1]}"
            if match in index.get(key, []):
                index[key].remove(match)


class Applied:
    """What a platform ends with that keeps the last version of each row."""

    def __init__(self):
        self.tables = {}
        self.keys = {}

    def row(self, stream, row):
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
        return {name: list(rows.values()) for name, rows in self.tables.items()}


def parse(line):
    return json.loads(line, parse_float=Decimal)


def airbyte_catalog(program, folder):
    """The configured catalog of all streams, from `discover`."""
    config = folder / "config.json"
    config.write_text("{}")
    catalog = parse(run(program, "airbyte", "discover", "--config", config))["catalog"]
    configured = {"streams": [{
        "stream": stream,
        "sync_mode": "incremental",
        "destination_sync_mode": "append_dedup" if stream.get("source_defined_primary_key") else "append",
        "cursor_field": stream.get("default_cursor_field", []),
        "primary_key": stream.get("source_defined_primary_key", []),
    } for stream in catalog["streams"]]}
    path = folder / "catalog.json"
    path.write_text(json.dumps(configured, default=str))
    return config, path, catalog


def models(program, folder):
    """Every message fits Airbyte's models and every record its stream's schema; a killed sync is made up for."""
    import jsonschema
    from airbyte_protocol.models import AirbyteMessage

    config, catalog_path, catalog = airbyte_catalog(program, folder)
    spec = parse(run(program, "airbyte", "spec"))
    jsonschema.validate({}, spec["spec"]["connectionSpecification"])
    check = parse(run(program, "airbyte", "check", "--config", config))
    assert check["connectionStatus"]["status"] == "SUCCEEDED", check
    schemas = {stream["name"]: jsonschema.Draft7Validator(stream["json_schema"]) for stream in catalog["streams"]}

    def fresh():
        applied = Applied()
        for stream in catalog["streams"]:
            applied.keys[stream["name"]] = [path[0] for path in stream.get("source_defined_primary_key", [])]
            applied.tables[stream["name"]] = {}
        return applied

    def read(applied, states, kill_after=None):
        state = folder / "state.json"
        state.write_text(json.dumps(list(states.values()), default=str))
        command = [str(program), "airbyte", "read", "--config", config, "--catalog", catalog_path, "--state", state]
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
        status, seen = {}, 0
        for line in process.stdout:
            AirbyteMessage.model_validate_json(line)
            message = parse(line)
            if message["type"] == "RECORD":
                record = message["record"]
                if seen < 2000:
                    plain = json.loads(line)["record"]["data"]
                    schemas[record["stream"]].validate(plain)
                seen += 1
                applied.row(record["stream"], record["data"])
            elif message["type"] == "STATE":
                descriptor = message["state"]["stream"]["stream_descriptor"]
                states[descriptor["name"]] = message["state"]
                if kill_after is not None:
                    kill_after -= 1
                    if kill_after == 0:
                        process.send_signal(signal.SIGKILL)
                        break
            elif message["type"] == "TRACE" and message["trace"]["type"] == "STREAM_STATUS":
                trace = message["trace"]["stream_status"]
                status.setdefault(trace["stream_descriptor"]["name"], []).append(trace["status"])
        process.stdout.close()
        code = process.wait()
        if kill_after is None:
            assert code == 0, code
            for name, statuses in status.items():
                assert statuses in (["STARTED", "RUNNING", "COMPLETE"], ["STARTED", "COMPLETE"]), (name, statuses)
        return len(states)

    expected = local(program, folder)
    applied = fresh()
    read(applied, {})
    compare("airbyte models", expected, applied.rows())

    # Others have nothing left to do after a checkpoint, so that the next sync would be one more.
    if "large" in program.name:
        for states_before in (1, 40, 99):
            applied, states = fresh(), {}
            read(applied, states, kill_after=states_before)
            read(applied, states)
            compare("airbyte, killed and resumed", expected, applied.rows())


def singer_lines(program, *switches):
    return run(program, "singer", *switches)


def singer_tools(program, folder):
    """`singer-check-tap` accepts the output."""
    lines = singer_lines(program)
    # It reads every line into memory and checks each, which takes minutes for a large source.
    lines = b"".join(line + b"\n" for line in lines.splitlines()[:2000])
    print(run(Path(sys.executable).parent / "singer-check-tap", stdin=lines).decode().strip().splitlines()[0])


def target_jsonl(program, folder):
    """`target-jsonl` writes each row to a file; with deletes, the last version of each row is that of the warehouse."""
    lines = singer_lines(program, "--deletes")
    config = folder / "target.json"
    out = folder / "out"
    out.mkdir()
    config.write_text(json.dumps({"destination_path": str(out), "do_timestamp_file": False}))
    run(Path(sys.executable).parent / "target-jsonl", "--config", config, stdin=lines)
    applied = Applied()
    for line in lines.splitlines():
        message = parse(line)
        if message["type"] == "SCHEMA":
            applied.keys[message["stream"]] = message["key_properties"]
            applied.tables.setdefault(message["stream"], {})
    for path in out.glob("*.jsonl"):
        with path.open() as rows:
            for row in rows:
                applied.row(path.stem, parse(row))
    compare("target-jsonl", local(program, folder), applied.rows())


def target_sqlite(program, folder):
    """`target-sqlite` upserts the rows into tables of its own."""
    # The target is older than Python 3.10, which moved these names.
    shim = folder / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(
        "import collections, collections.abc\n"
        "for name in ('MutableMapping', 'Mapping', 'Sequence', 'Iterable', 'Callable', 'Hashable', 'Set', 'MutableSet'):\n"
        "    setattr(collections, name, getattr(collections.abc, name))\n")
    # It takes minutes for a large source.
    os.environ["LARGE_DATA_SET_WITHOUT_PAGINATION_ROWS"] = "3000"
    lines = singer_lines(program, "--deletes")
    config = folder / "target.json"
    config.write_text(json.dumps({"database": str(folder / "target"), "batch_size": 5000}))
    environment = dict(os.environ, PYTHONPATH=str(shim))
    done = subprocess.run([str(Path(sys.executable).parent / "target-sqlite"), "--config", str(config)], input=lines,
                          capture_output=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    files = list(folder.glob("target*.db")) + [path for path in [folder / "target"] if path.exists()]
    assert files, list(folder.iterdir())
    database = sqlite3.connect(files[0])
    database.row_factory = sqlite3.Row
    expected = local(program, folder)
    arrived = {}
    for name in expected:
        rows = [dict(row) for row in database.execute(f'select * from "{name.replace("-", "_")}"')]
        arrived[name] = [row for row in rows if not row.get("_sdc_deleted_at")]
        if arrived[name] and not expected[name]:
            continue
    compare("target-sqlite", expected, arrived)


def singer_sdk(program, folder):
    """Meltano's own reading of catalog and messages takes all of it, and the catalog that it writes back selects."""
    from singer_sdk.singerlib import Catalog
    from singer_sdk.singerlib.messages import ActivateVersionMessage, RecordMessage, SchemaMessage, StateMessage

    raw = run(program, "singer", "--discover")
    catalog = Catalog.from_dict(json.loads(raw))
    path = folder / "catalog.json"
    path.write_text(json.dumps(catalog.to_dict()))
    about = json.loads(run(program, "singer", "--about", "--format=json"))
    assert {"catalog", "discover", "state"} <= set(about["capabilities"]), about
    kinds = {"SCHEMA": SchemaMessage, "RECORD": RecordMessage, "STATE": StateMessage, "ACTIVATE_VERSION": ActivateVersionMessage}
    applied = Applied()
    selected = {entry.tap_stream_id for entry in catalog.streams}
    state = None
    for line in run(program, "singer", "--catalog", path, "--deletes", "--activate-version").splitlines():
        message = parse(line)
        kinds[message["type"]].from_dict(json.loads(line))
        if message["type"] == "SCHEMA":
            assert message["stream"] in selected
            applied.keys[message["stream"]] = message["key_properties"]
            applied.tables.setdefault(message["stream"], {})
        elif message["type"] == "RECORD":
            applied.row(message["stream"], message["record"])
        elif message["type"] == "ACTIVATE_VERSION" and message["stream"] in applied.tables:
            applied.tables[message["stream"]].clear()
        elif message["type"] == "STATE":
            state = message["value"]
    compare("singer-sdk", local(program, folder), applied.rows())
    again = folder / "state.json"
    again.write_text(json.dumps(state, default=str))
    run(program, "singer", "--catalog", path, "--state", again)


def pyairbyte(program, folder):
    """PyAirbyte reads into its DuckDB cache, twice."""
    import airbyte
    from airbyte.caches import DuckDBCache

    link = folder / f"source-{program.name.replace('_', '-')}"
    link.symlink_to(program)
    with contextlib.redirect_stdout(io.StringIO()):
        source = airbyte.get_source(link.name, config={}, local_executable=link, install_if_missing=False)
        source.check()
        source.select_all_streams()
        cache = DuckDBCache(db_path=folder / "cache.duckdb", cache_dir=folder / "cache")
        source.read(cache=cache)
    expected = local(program, folder)
    arrived = {}
    for name in expected:
        frame = cache.get_pandas_dataframe(name.lower())
        records = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="us", double_precision=15))
        latest = {}
        keys = [path[0] for stream in source.discovered_catalog.streams if stream.name == name
                for path in (stream.source_defined_primary_key or [])]
        for index, row in enumerate(sorted(records, key=lambda row: str(row.get("_airbyte_extracted_at")))):
            key = json.dumps([row.get(key.lower()) for key in keys]) if keys else index
            latest[key] = row
        arrived[name] = [row for row in latest.values() if not row.get("_ab_cdc_deleted_at")]
    lowered = {name: [{key.lower(): value for key, value in row.items()} for row in rows] for name, rows in expected.items()}
    compare("pyairbyte", lowered, arrived)
    if "large" in program.name:
        second = source.read(cache=cache)
        assert second.processed_records == 0, f"the second read brought {second.processed_records} rows"


def main():
    client = globals()[sys.argv[1].replace("-", "_")]
    failures = 0
    for program in map(Path, sys.argv[2:]):
        folder = Path(tempfile.mkdtemp())
        try:
            client(program, folder)
            print(f"{sys.argv[1]}: {program.name}: passed")
        except AssertionError as error:
            failures += 1
            print(f"{sys.argv[1]}: {program.name}: {error}", file=sys.stderr)
        except Exception as error:
            failures += 1
            print(f"{sys.argv[1]}: {program.name}: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failures else 0)


main()
