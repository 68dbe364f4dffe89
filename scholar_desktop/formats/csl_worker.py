"""The child process that formats long reference lists, so that the window stays responsive and the work can be stopped.

It reads one JSON object from standard input, `{"style","items","fonts","alone"}` (CSL-JSON items; whether fonts are
marked; whether each is written as the only one), and writes lines of JSON to standard output:
`{"references":[[position,text],...]}` for every 50 references, then `{"end":true}`; or
`{"error":{"code","message","hint","subject"}}`.
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
    from scholar_desktop.formats.csl_text import format_items, format_sources, format_styled_items

    request = json.loads(sys.stdin.buffer.readline())
    batch: list[tuple[int, str]] = []
    try:
        write = format_sources if request["alone"] else format_styled_items if request["fonts"] else format_items
        for one in write(request["items"], request["style"]):
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
