"""Meltano runs the tap as its projects do: it tests the configuration, discovers, selects, loads into `target-jsonl`,
keeps the state, and goes on from there, also where a source failed."""

import json
import os
import sys
from pathlib import Path

from against.lines import keys, named, parse, tap
from different import require
from warehouse import Applied, local, run, same


def project(case, folder):
    """A project of a tap and a target."""
    program = named(case, folder, "tap")
    settings = [{"name": name, "kind": kind(value), "value": value} for name, value in case.config.items()]
    place = folder / "project"
    place.mkdir()
    (place / "out").mkdir()
    extractor = {
        "name": program.name,
        "namespace": program.name.replace("-", "_"),
        "executable": str(program),
        "capabilities": ["catalog", "discover", "state", "about", "test"],
        "settings": [*settings, {"name": "emit_deletes", "kind": "boolean", "value": True}],
    }
    loader = {
        "name": "target-jsonl",
        "namespace": "target_jsonl",
        "executable": os.environ["TARGET_JSONL"],
        "settings": [
            {"name": "destination_path", "value": str(place / "out")},
            {"name": "do_timestamp_file", "kind": "boolean", "value": False},
        ],
    }
    content = {
        "version": 1,
        "project_id": "00000000-0000-4000-8000-000000000000",
        "send_anonymous_usage_stats": False,
        "default_environment": "dev",
        "environments": [{"name": "dev"}],
        "plugins": {"extractors": [extractor], "loaders": [loader]},
    }
    # JSON is YAML too.
    (place / "meltano.yml").write_text(json.dumps(content))
    return place, program.name


def kind(value):
    return {bool: "boolean", int: "integer"}.get(type(value), "string")


def drive(case, folder):
    place, name = project(case, folder)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MELTANO_")}
    environment |= {"MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1"}

    def meltano(*arguments, fails=False):
        program = Path(sys.executable).parent / "meltano"
        run(program, *arguments, fails=fails, cwd=place, env=environment)
        return {path.stem: path.read_text().splitlines() for path in (place / "out").glob("*.jsonl")}

    expected = local(case, folder)
    whole, broken = sum(map(len, expected.values())), 0
    meltano("config", "test", name)
    if case.can_break:
        # The target says how far it came, and Meltano keeps it: its next run goes on from there.
        with case.breaking():
            broken = count(meltano("run", name, "target-jsonl", fails=True))
        require(0 < broken < whole, f"{broken} of {whole} rows came before the source failed")
    loaded = meltano("run", name, "target-jsonl")
    rows = count(loaded) - broken
    require(not broken or rows < whole, f"after {broken} rows and a failure came all {rows}: it started over")

    applied = Applied()
    keys(applied, tap(case, folder))
    for stream, lines in loaded.items():
        for line in lines:
            applied.row(stream, parse(line))
    same("Meltano", expected, applied.rows())
    if case.goes_on:
        again = count(meltano("run", name, "target-jsonl")) - count(loaded)
        require(again == 0, f"a run after a whole one brings {again} rows")
    return f"{rows} rows" + (f" after a failure that came after {broken}" if broken else "")


def count(loaded):
    """How many rows there are in all files."""
    return sum(map(len, loaded.values()))
