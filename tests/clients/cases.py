"""The examples that are driven: their configurations, and the sources that they need.

A source that can break lets a sync fail in its middle, after a checkpoint, until it is mended.
"""

import contextlib
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

COMMITS = 1600


@dataclass
class Case:
    """An example, built and configured."""

    program: Path
    config: dict = field(default_factory=dict)
    # While this file is there the source fails half way.
    broken: Path | None = None

    @property
    def name(self):
        return self.program.name

    @property
    def can_break(self):
        return self.broken is not None

    @property
    def goes_on(self):
        """Whether a sync that was cut short continues where it was, and one after a whole sync brings nothing."""
        return self.can_break or self.name.startswith("large_")

    @contextlib.contextmanager
    def breaking(self):
        """Lets the source fail half way for as long as this lasts."""
        self.broken.touch()
        try:
            yield
        finally:
            self.broken.unlink()


@contextlib.contextmanager
def sources(programs, place):
    """Starts what the examples read from, and gives the cases."""
    with playground(programs / "playground") as address:
        plain = [
            "hello",
            "specified_types",
            "unspecified_types",
            "three_operations",
            "truncate_operation",
            "hashes",
            "data_handling_patterns",
            "multiple_code_files",
            "simple_three_step_cursor",
            "large_data_set_without_pagination",
        ]
        yield [
            *(Case(programs / name) for name in plain),
            Case(programs / "multiple_tables_with_cursors", {"base_url": address}),
            history(programs / "git_history", place),
            Case(programs / "fivetran_source", {"shop": "example-shop", "api_key": "key-of-the-example"}),
        ]


@contextlib.contextmanager
def playground(program):
    """Serves the web APIs of the examples on this machine."""
    process = subprocess.Popen([str(program), "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        address = re.search(r"http://[^\s,]+[^\s,.]", line)
        if address is None:
            raise RuntimeError(f"the playground does not say where it is: {line!r}")
        yield address[0]
    finally:
        process.terminate()
        process.wait()


def history(program, place):
    """A repository of commits, parents, and the files that each changed, and a `git` that can fail in its middle."""
    repository, git, broken = place / "repository", place / "git", place / "broken"
    subprocess.run(["git", "init", "--quiet", str(repository)], check=True)
    lines = []
    for number in range(1, COMMITS + 1):
        message = f"Commit {number}\n\nÄnderung “{number}”".encode()
        lines += [
            b"commit refs/heads/main",
            b"author Ann <ann@example.com> %d +0200" % (1_700_000_000 + number),
            b"committer Bob <bob@example.com> %d +0000" % (1_700_000_000 + 60 * number),
            b"data %d" % len(message),
            message,
            b"M 100644 inline folder/%d.txt" % (number % 40),
            b"data %d" % len(str(number)),
            str(number).encode(),
            *([b"M 100644 inline second file.txt", b"data 1", b"%d" % (number // 3 % 10)] if number % 3 == 0 else []),
        ]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repository, input=b"\n".join(lines) + b"\n", check=True)
    subprocess.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], cwd=repository, check=True)
    git.write_text(
        "#!/bin/sh\n"
        f"case \" $* \" in *' log '*) if [ -e '{broken}' ]; then git \"$@\" | head -c 250000; exit 1; fi ;; esac\n"
        'exec git "$@"\n'
    )
    git.chmod(0o755)
    return Case(program, {"repository": str(repository), "git": str(git)}, broken)
