"""An Airbyte destination that appends rows to a file, and confirms a state as soon as the rows before it are there.

destination.py spec | check --config FILE | write --config FILE --catalog FILE
"""

import json
import sys

SCHEMA = {"type": "object", "required": ["path"], "properties": {"path": {"type": "string"}}}


def say(kind, **content):
    print(json.dumps({"type": kind, **content}))


def write(path):
    with open(path, "a", encoding="utf-8") as rows:
        for line in sys.stdin:
            kind = json.loads(line)["type"]
            if kind == "RECORD":
                rows.write(line)
            elif kind == "STATE":
                rows.flush()
                print(line, end="", flush=True)


def main(command, *arguments):
    if command == "spec":
        say("SPEC", spec={"connectionSpecification": SCHEMA})
    elif command == "check":
        say("CONNECTION_STATUS", connectionStatus={"status": "SUCCEEDED"})
    else:
        options = dict(zip(arguments[::2], arguments[1::2]))
        with open(options["--config"], encoding="utf-8") as config:
            write(json.load(config)["path"])


if __name__ == "__main__":
    main(*sys.argv[1:])
