"""Every message fits Airbyte's own models and every record its stream's schema, and a sync that is killed, or whose
source fails, goes on from the states that it left."""

import json
import signal
import subprocess

import jsonschema
from airbyte_protocol.models import AirbyteMessage

from against.lines import named, parse, written
from different import require
from warehouse import Applied, local, run, same

# Records whose values are looked at; the check of one takes as long as the rest of it.
MOST_VALIDATED = 2000
WHOLE = (["STARTED", "RUNNING", "COMPLETE"], ["STARTED", "COMPLETE"])


class Source:
    """An example as an Airbyte source, with all of its streams selected."""

    def __init__(self, case, folder):
        self.folder = folder
        self.program = named(case, folder, "source")
        self.config = written(folder, "config.json", case.config)
        self.streams = self.said("discover", "--config", self.config)["catalog"]["streams"]
        self.catalog = written(folder, "catalog.json", {"streams": [configured(stream) for stream in self.streams]})
        schemas = {stream["name"]: stream["json_schema"] for stream in self.streams}
        self.schemas = {name: jsonschema.Draft7Validator(schema) for name, schema in schemas.items()}

    def said(self, *arguments):
        """The answer to a command that has one."""
        messages = [message(line) for line in run(self.program, *arguments).splitlines()]
        return next(said for said in messages if said["type"] != "LOG")

    def read(self, applied, states, kill_after=None, fails=False):
        """Reads, from the states and into them, to the end or to the so-manieth STATE."""
        state = written(self.folder, "state.json", list(states.values()))
        command = [self.program, "read", "--config", self.config, "--catalog", self.catalog, "--state", state]
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
        statuses, failures, records, counts = {}, [], 0, {}
        for line in process.stdout:
            said = message(line)
            if said["type"] == "RECORD":
                name, data = said["record"]["stream"], said["record"]["data"]
                records += 1
                counts[name] = counts.get(name, 0) + 1
                if records < MOST_VALIDATED:
                    self.schemas[name].validate(json.loads(line)["record"]["data"])
                applied.row(name, data)
            elif said["type"] == "STATE":
                name = said["state"]["stream"]["stream_descriptor"]["name"]
                states[name] = said["state"]
                count = said["state"]["sourceStats"]["recordCount"]
                require(count == counts.pop(name, 0), f"a STATE of {name} counts {count} records")
                if kill_after is not None:
                    kill_after -= 1
                    if kill_after == 0:
                        process.send_signal(signal.SIGKILL)
                        break
            elif said["type"] == "TRACE" and said["trace"]["type"] == "STREAM_STATUS":
                status = said["trace"]["stream_status"]
                statuses.setdefault(status["stream_descriptor"]["name"], []).append(status["status"])
            elif said["type"] == "TRACE":
                failures.append(said["trace"]["error"]["message"])
        process.stdout.close()
        code = process.wait()
        if kill_after is not None:
            require(kill_after == 0, f"the sync ended {kill_after} STATEs before it was to be killed")
        elif fails:
            require(code == 1 and failures, f"with a source that breaks it exited with {code} and said {failures}")
            ends = {name: status[-1] for name, status in statuses.items()}
            require("INCOMPLETE" in ends.values(), f"with a source that breaks the streams end {ends}")
        else:
            require(code == 0 and not failures, f"it exited with {code} and said {failures}")
            require(all(status in WHOLE for status in statuses.values()), f"the streams went through {statuses}")
            require(set(statuses) == set(self.schemas), f"there are statuses of {set(statuses)}")
        return records

    def platform(self):
        """What applies the records."""
        applied = Applied()
        for stream in self.streams:
            applied.stream(stream["name"], [path[0] for path in stream.get("source_defined_primary_key", [])])
        return applied


def message(line):
    """A message that fits the models."""
    AirbyteMessage.model_validate_json(line)
    return parse(line)


def configured(stream):
    """A stream as the user selects it: incremental, deduplicated where it has a key."""
    keyed = stream.get("source_defined_primary_key")
    return {
        "stream": stream,
        "sync_mode": "incremental",
        "destination_sync_mode": "append_dedup" if keyed else "append",
        "cursor_field": stream.get("default_cursor_field", []),
        "primary_key": keyed or [],
    }


def drive(case, folder):
    source = Source(case, folder)
    jsonschema.validate(case.config, source.said("spec")["spec"]["connectionSpecification"])
    status = source.said("check", "--config", source.config)["connectionStatus"]
    require(status["status"] == "SUCCEEDED", f"check says {status}")

    expected, whole, states = local(case, folder), source.platform(), {}
    records = source.read(whole, states)
    same("a whole sync", expected, whole.rows())
    done = [f"{records} records"]
    if case.goes_on:
        again = source.read(source.platform(), states)
        require(again == 0, f"a sync after a whole one brings {again} records")
        for kill_after in (1, 40, 99) if not case.can_break else (1,):
            applied, states = source.platform(), {}
            source.read(applied, states, kill_after=kill_after)
            source.read(applied, states)
            same(f"killed after STATE {kill_after} and resumed", expected, applied.rows())
        done.append("killed and resumed")
    if case.can_break:
        applied, states = source.platform(), {}
        with case.breaking():
            broken = source.read(applied, states, fails=True)
        rest = source.read(applied, states)
        require(states and broken < records and rest < records, f"{broken} records, then {rest}, of {records}")
        same("failed and resumed", expected, applied.rows())
        done.append("failed and resumed")
    return ", ".join(done)
