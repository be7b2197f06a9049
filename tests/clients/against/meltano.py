"""Meltano runs the tap as its projects do: it tests the configuration, discovers, selects, loads into `target-jsonl`,
keeps the state, and makes up for a source that failed."""

import json
import os
import sys
from dataclasses import replace
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


# Each of its commands takes seconds to start, so one example of each kind has to do.
EXAMPLES = (
    "specified_types",
    "three_operations",
    "data_handling_patterns",
    "multiple_tables_with_cursors",
    "large_data_set_without_pagination",
    "git_history",
)


def drive(case, folder):
    if case.name not in EXAMPLES:
        return "left out"
    if case.name.startswith("large_"):
        # Its target opens its file for each row.
        case = replace(case, config={"rows": 20_000})
    place, name = project(case, folder)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MELTANO_")}
    environment |= {"MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1"}

    def meltano(*arguments, fails=False):
        program = Path(sys.executable).parent / "meltano"
        return run(program, *arguments, fails=fails, cwd=place, env=environment)

    meltano("config", "test", name)
    if case.can_break:
        with case.breaking():
            meltano("run", name, "target-jsonl", fails=True)
    meltano("run", name, "target-jsonl")

    applied = Applied()
    keys(applied, tap(case, folder))
    lines = 0
    for path in (place / "out").glob("*.jsonl"):
        for row in path.read_text().splitlines():
            applied.row(path.stem, parse(row))
            lines += 1
    same("Meltano", local(case, folder), applied.rows())
    if case.goes_on:
        meltano("run", name, "target-jsonl")
        again = sum(len(path.read_text().splitlines()) for path in (place / "out").glob("*.jsonl"))
        require(again == lines, f"a run after a whole one brings {again - lines} rows")
    return f"{lines} rows"
