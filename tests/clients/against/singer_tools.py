"""`singer-check-tap`, the checker of the Singer specification, accepts what the tap says."""

import sys
from pathlib import Path

from against.lines import tap
from warehouse import run

# It keeps every line in memory and checks each, which takes minutes for a large source.
MOST_LINES = 2000


def drive(case, folder):
    lines = tap(case, folder).splitlines()[:MOST_LINES]
    run(Path(sys.executable).parent / "singer-check-tap", stdin=b"".join(line + b"\n" for line in lines))
    return f"accepts {len(lines)} lines"
