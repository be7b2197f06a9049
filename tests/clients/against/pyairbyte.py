"""PyAirbyte reads into its local cache, goes on where a source failed, and reads once more."""

import contextlib
import io
import json
import warnings

# What its libraries will do in years to come.
warnings.simplefilter("ignore", FutureWarning)

import airbyte
from airbyte.caches import DuckDBCache
from airbyte.exceptions import PyAirbyteError

from against.lines import named
from different import require
from warehouse import local, same


@contextlib.contextmanager
def silence():
    """Keeps its drawings of progress to ourselves."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def drive(case, folder):
    program = named(case, folder, "source")
    with silence():
        source = airbyte.get_source(program.name, config=case.config, local_executable=program, install_if_missing=False)
        source.check()
        source.select_all_streams()
        cache = DuckDBCache(db_path=folder / "cache.duckdb", cache_dir=folder / "cache")
        if case.can_break:
            with case.breaking():
                try:
                    source.read(cache=cache)
                    failed = None
                except PyAirbyteError as error:
                    failed = error
            require(failed is not None, "with a source that breaks it reads on")
        records = source.read(cache=cache).processed_records

    expected, arrived = local(case, folder), {}
    for stream in source.discovered_catalog.streams:
        frame = cache.get_pandas_dataframe(stream.name.lower())
        found = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="us", double_precision=15))
        keys = [path[0].lower() for path in stream.source_defined_primary_key or []]
        latest = {}
        for number, row in enumerate(sorted(found, key=lambda row: str(row["_airbyte_extracted_at"]))):
            latest[json.dumps([row[key] for key in keys]) if keys else number] = row
        arrived[stream.name] = [row for row in latest.values() if not row.get("_ab_cdc_deleted_at")]
    # Its columns are in small letters.
    lowered = {name: [{key.lower(): value for key, value in row.items()} for row in rows] for name, rows in expected.items()}
    same("PyAirbyte's cache", lowered, arrived)
    if case.goes_on:
        with silence():
            again = source.read(cache=cache).processed_records
        require(again == 0, f"the next read brings {again} records")
    return f"{records} records" + (" after a failure" if case.can_break else "")
