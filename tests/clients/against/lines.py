"""What the clients of lines share: how an example is started as a tap or a source, and how a line is read."""

import json
from decimal import Decimal

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
    does so first."""
    state = None
    if case.can_break:
        with case.breaking():
            state = deliver(tap(case, folder, *switches, fails=True))
        if state is None:
            raise RuntimeError("nothing was saved before the source failed")
    return deliver(tap(case, folder, *switches, state=state))


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
