"""`singer-check-tap`, the checker of the Singer specification, accepts what the tap says and counts its rows. The rows
that its library reads are those of the warehouse, and from the last state that it reads the tap goes on."""

import re
import sys
from collections import Counter
from pathlib import Path

import singer

from against.lines import rounds, tap
from different import require
from warehouse import Applied, local, run, same


def drive(case, folder):
    applied, counted = Applied(), []

    def deliver(lines):
        said = run(Path(sys.executable).parent / "singer-check-tap", stdin=lines, cwd=folder).decode()
        counts, state = Counter(), None
        for message in map(singer.parse_message, lines.decode().splitlines()):
            if isinstance(message, singer.SchemaMessage):
                applied.stream(message.stream, message.key_properties)
            elif isinstance(message, singer.RecordMessage):
                applied.row(message.stream, message.record)
                counts[message.stream] += 1
            elif isinstance(message, singer.StateMessage):
                state = message.value
        # Its table of streams, records and schemas.
        table = {stream: int(records) for stream, records in re.findall(r"(?m)^\| (\w+) +\| (\d+) +\| \d+ ", said)}
        require(table == {stream: counts[stream] for stream in applied.keys}, f"of {counts} it counts {table}")
        counted.append(sum(table.values()))
        return state

    state = rounds(case, folder, deliver, "--deletes")
    same("singer-tools", local(case, folder), applied.rows())
    if case.goes_on:
        deliver(tap(case, folder, state=state))
        require(counted[-1] == 0, f"a sync after a whole one brings {counted[-1]} rows")
    return f"counts {' and '.join(map(str, counted))} rows"
