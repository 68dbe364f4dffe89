"""The child process that formats long reference lists, so that the window stays responsive and the work can be stopped.

It reads lines of JSON from standard input: `{"style","fonts","alone","parts"}` (whether fonts are marked; whether each
reference is written as the only one; the number of the lines that follow), and then lists of CSL-JSON items. It writes
lines of JSON to standard output: `{"references":[[position,text],...]}` for every 50 references, then `{"end":true}`;
or `{"error":{"code","message","hint","subject"}}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

BATCH = 50
"""The number of references in one line of output."""


def main() -> None:
    """Answers the request on standard input."""
    if __package__ in (None, ""):  # started as a file
        sys.path.insert(0, str(Path(__file__).parents[2]))
    from scholar_desktop.domain.errors import ScholarError
    from scholar_desktop.formats.csl_text import format_each

    request = json.loads(sys.stdin.buffer.readline())
    items = [item for _ in range(request["parts"]) for item in json.loads(sys.stdin.buffer.readline())]
    batch: list[tuple[int, str]] = []
    try:
        for one in format_each(items, request["style"], fonts=request["fonts"], alone=request["alone"]):
            batch.append(one)
            if len(batch) == BATCH:
                _send({"references": batch})
                batch = []
    except ScholarError as error:
        info = error.info
        _send({"error": {"code": info.code, "message": info.message, "hint": info.hint, "subject": info.subject}})
        return
    if batch:
        _send({"references": batch})
    _send({"end": True})


def _send(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
