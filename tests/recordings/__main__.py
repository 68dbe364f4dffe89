"""Makes the slim set of recorded exchanges from the full one: `python -m tests.recordings FULL_SET`.

The full set has the answers of the services as they were sent, with abstracts, summaries and citing sentences that
belong to their authors. In the slim set these are replaced (see `scrambled_text`); everything else, which is
bibliographic fact, is as it was sent. README.md beside this file names what is replaced and left out.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

from tests.recordings.scrambled_text import scrambled
from tests.recordings.slim_set import SLIM_SET

REPLACED_KEYS = frozenset(
    {"abstract", "contexts", "context", "description", "notes", "method", "README", "additional_descriptions"}
)
"""Their texts are replaced at any depth below them, but not identifiers beside them. `text` is replaced where it is
the text of a summary, of a snippet or of a full text."""
LONG_TITLE = 600
"""Characters. A longer title is a table of contents or an abstract that a publisher put there."""


def slim(value: Any, key: str = "", inside: str = "") -> Any:
    """Return *value* of the key *key*, below the key *inside*, with the texts replaced."""
    if isinstance(value, dict):
        return {name: slim(each, name, key or inside) for name, each in value.items()}
    if isinstance(value, list):
        return [slim(each, key, inside) for each in value]
    if not isinstance(value, str):
        return value
    is_text = key in REPLACED_KEYS or (key == "text" and inside in ("tldr", "snippet", "content", ""))
    if is_text or (key == "title" and len(value) > LONG_TITLE):
        return scrambled(value)
    return value


def make(full: Path, to: Path) -> None:
    """Write the slim set of the folder *full* as the archive *to*, with the same bytes each time."""
    with tarfile.open(to, "w:xz", preset=9) as archive:
        for file in sorted(full.glob("*/*.json")) + sorted(full.glob("datasets/samples/*.jsonl")):
            name = file.relative_to(full).as_posix()
            if name.startswith("specs/"):
                continue
            text = file.read_text("utf-8")
            if file.suffix == ".json":
                made = json.dumps(_slim_exchange(json.loads(text)), ensure_ascii=False, indent=1)
            else:
                rows = [json.dumps(slim(json.loads(line)), ensure_ascii=False) for line in text.splitlines()]
                made = "".join(f"{row}\n" for row in rows)
            data = made.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def _slim_exchange(exchange: dict[str, Any]) -> dict[str, Any]:
    response = exchange["response"]
    return {"request": exchange["request"], "response": {**response, "body": slim(response["body"])}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.recordings", description=__doc__)
    parser.add_argument("full", type=Path, help="the folder of the full set")
    parser.add_argument("--to", type=Path, default=SLIM_SET)
    options = parser.parse_args()
    make(options.full, options.to)
    sys.stdout.write(f"{options.to.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
