"""Meltano's SDK reads the catalog and every message, its standard tests for taps pass, and the catalog that it writes
back selects."""

import json
import sys
from pathlib import Path

from singer_sdk.singerlib import Catalog
from singer_sdk.singerlib.messages import ActivateVersionMessage, RecordMessage, SchemaMessage, StateMessage

from against.lines import named, parse, rounds, tap, written
from different import require
from warehouse import Applied, local, run, same

KINDS = {
    "SCHEMA": SchemaMessage,
    "RECORD": RecordMessage,
    "STATE": StateMessage,
    "ACTIVATE_VERSION": ActivateVersionMessage,
}


def drive(case, folder):
    about = json.loads(tap(case, folder, "--about", "--format=json"))
    require({"catalog", "discover", "state"} <= set(about["capabilities"]), f"`--about` says {about}")
    catalog = Catalog.from_dict(json.loads(tap(case, folder, "--discover")))
    selected = {entry.tap_stream_id for entry in catalog.streams}
    path = written(folder, "catalog.json", catalog.to_dict())
    applied = Applied()

    def deliver(lines):
        state = None
        for line in lines.splitlines():
            message = parse(line)
            KINDS[message["type"]].from_dict(json.loads(line))
            if message["type"] == "SCHEMA":
                require(message["stream"] in selected, f"{message['stream']} is not in the catalog")
                applied.stream(message["stream"], message["key_properties"])
            elif message["type"] == "RECORD":
                applied.row(message["stream"], message["record"])
            elif message["type"] == "ACTIVATE_VERSION":
                applied.tables.get(message["stream"], {}).clear()
            elif message["type"] == "STATE":
                state = message["value"]
        return state

    state = rounds(case, folder, deliver, "--catalog", path, "--deletes", "--activate-version")
    same("singer-sdk", local(case, folder), applied.rows())
    again = tap(case, folder, "--catalog", path, state=state)
    if case.goes_on:
        require(b'"RECORD"' not in again, "a sync after a whole one brings rows")
    suite = Path(__file__).with_name("tap_suite.py")
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", suite]
    said = run(*command, env={"TAP": named(case, folder, "tap"), "TAP_CONFIG": folder / "config.json"}, cwd=folder)
    return f"{sum(map(len, applied.rows().values()))} rows, {said.decode().strip().splitlines()[-1]}"
