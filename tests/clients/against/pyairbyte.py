"""PyAirbyte reads into its local cache, and reads once more. Where a source fails, it goes on from the states that a
destination confirmed."""

import contextlib
import io
import json
import sys
import warnings
from pathlib import Path

# What its libraries will do in years to come.
warnings.simplefilter("ignore", FutureWarning)

import airbyte
from airbyte.caches import DuckDBCache
from airbyte.exceptions import PyAirbyteError

from against.lines import named
from different import require
from warehouse import Applied, local, same


@contextlib.contextmanager
def silence():
    """Keeps its drawings of progress to ourselves."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def failing(case):
    """Has the source fail, which must be noticed."""
    failed = False
    with case.breaking():
        try:
            yield
        except PyAirbyteError:
            failed = True
    require(failed, "with a source that breaks it reads on")


def keys(stream):
    """The columns that are a stream's key."""
    return [path[0] for path in stream.source_defined_primary_key or []]


def drive(case, folder):
    program = named(case, folder, "source")
    expected = local(case, folder)
    with silence():
        source = airbyte.get_source(
            program.name, config=case.config, local_executable=program, install_if_missing=False
        )
        source.check()
        source.select_all_streams()
        cache = DuckDBCache(db_path=folder / "cache.duckdb", cache_dir=folder / "cache")
        done = into_cache(case, source, cache, expected)
        if case.can_break:
            done += into_destination(case, source, folder, expected)
    return done


def into_cache(case, source, cache, expected):
    """Loads the cache. Rows and states get there once a read is whole. Of one that fails PyAirbyte keeps neither, so
    the next one starts where the last whole one ended."""
    if case.can_break:
        with failing(case):
            source.read(cache=cache)
        kept = cache.get_state_provider(source_name=source.name).known_stream_names
        require(not kept, f"without its rows it kept the state of {kept}")
    records = source.read(cache=cache).processed_records
    arrived = {}
    for stream in source.discovered_catalog.streams:
        frame = cache.get_pandas_dataframe(stream.name.lower())
        found = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="us", double_precision=15))
        latest = {}
        for number, row in enumerate(sorted(found, key=lambda row: str(row["_airbyte_extracted_at"]))):
            latest[json.dumps([row[key.lower()] for key in keys(stream)]) if keys(stream) else number] = row
        arrived[stream.name] = [row for row in latest.values() if not row.get("_ab_cdc_deleted_at")]
    # Its columns are in small letters.
    lowered = {name: list(map(in_small_letters, rows)) for name, rows in expected.items()}
    same("PyAirbyte's cache", lowered, arrived)
    if case.can_break:
        with failing(case):
            source.read(cache=cache)
    if case.goes_on:
        again = source.read(cache=cache).processed_records
        require(again == 0, f"the next read brings {again} records")
    return f"{records} records"


def in_small_letters(row):
    """A row with such column names."""
    return {name.lower(): value for name, value in row.items()}


def into_destination(case, source, folder, expected):
    """Loads a destination. PyAirbyte keeps each state that it confirms: after a failure it goes on from there."""
    program, rows = folder / "destination", folder / "rows.jsonl"
    program.write_text(f"#!{sys.executable}\n{Path(__file__).with_name('destination.py').read_text()}")
    program.chmod(0o755)
    destination = airbyte.get_destination(
        program.name, config={"path": str(rows)}, local_executable=program, install_if_missing=False
    )
    states = DuckDBCache(db_path=folder / "states.duckdb", cache_dir=folder / "states")
    applied = Applied()
    for stream in source.discovered_catalog.streams:
        applied.stream(stream.name, keys(stream))

    def write():
        destination.write(source, cache=False, state_cache=states)

    with failing(case):
        write()
    before = rows.read_text().splitlines()
    write()
    after = rows.read_text().splitlines()[len(before) :]
    for line in before + after:
        record = json.loads(line)["record"]
        applied.row(record["stream"], record["data"])
    same("PyAirbyte's destination", expected, applied.rows())
    whole = sum(map(len, expected.values()))
    came = f"{len(before)} before a failure and {len(after)} after it"
    require(before and len(after) < whole, f"of {whole} rows came {came}")
    return f", {came}"
