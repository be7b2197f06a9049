"""What the clients of lines share: how an example is started as a tap or a source, and how a line is read."""

import json
from decimal import Decimal

from different import require
from warehouse import run


def parse(line):
    """A message, with every digit of its numbers."""
    return json.loads(line, parse_float=Decimal)


def named(case, folder, kind):
    """The program under the name that makes it a `tap` or a `source`."""
    link = folder / f"{kind}-{case.name.replace('_', '-')}"
    if not link.exists():
        link.symlink_to(case.program)
    return link


def written(folder, name, content):
    """A file with a JSON content."""
    path = folder / name
    path.write_text(json.dumps(content, default=str))
    return path


def tap(case, folder, *switches, state=None, fails=False):
    """What the example says as a tap, all of its streams selected."""
    command = [named(case, folder, "tap"), "--config", written(folder, "config.json", case.config)]
    if state is not None:
        command += ["--state", written(folder, "state.json", state)]
    return run(*command, *switches, fails=fails)


def rounds(case, folder, deliver, *switches):
    """Runs the tap, and `deliver(lines)` takes what it says and gives the state to go on from. A source that can break
    does so first, and what came before its last state does not come again."""
    if not case.can_break:
        return deliver(tap(case, folder, *switches))
    with case.breaking():
        first = tap(case, folder, *switches, fails=True)
    state = deliver(first)
    rest = tap(case, folder, *switches, state=state)
    before = records(first[: first.rfind(b'{"type":"STATE"')])
    require(before and state is not None, f"the source failed after {len(before)} rows, and the state was {state}")
    again = before & records(rest)
    require(not again, f"{len(again)} of the {len(before)} rows that came before a failure came again")
    return deliver(rest)


def records(lines):
    """The rows of a tap that says none of them twice."""
    messages = map(json.loads, lines.splitlines())
    return {json.dumps([said["stream"], said["record"]]) for said in messages if said["type"] == "RECORD"}


def keys(applied, lines):
    """Takes the streams, and their keys, that SCHEMA messages describe."""
    for line in lines.splitlines():
        message = parse(line)
        if message["type"] == "SCHEMA":
            applied.stream(message["stream"], message["key_properties"])


def last_state(out):
    """The last state that a target wrote, or none."""
    states = [json.loads(line) for line in out.splitlines() if line.strip()]
    return states[-1] if states else None
