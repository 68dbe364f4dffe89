"""Works off a list with the download queue of the window, with one pause of everything, and prints how each row ended.

python -m tests.torture.queue_driver LIST
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from scholar_desktop import app, settings
from scholar_desktop.domain.download import DownloadItem, DownloadState

PAUSED_AFTER = 100
"""How many rows must have ended before everything is paused."""


async def main(file: str) -> int:
    backend = app.build_services(settings.load(()), keep_answers=False)
    await backend.start()
    downloads = backend.services.downloads
    await downloads.load()
    await downloads.enqueue_ids(Path(file).read_text().split())  # noqa: ASYNC240  before anything else runs
    changed = asyncio.Event()
    downloads.changed.connect(lambda _item: changed.set())
    is_paused = False
    while downloads.active:
        changed.clear()
        await changed.wait()
        if not is_paused and downloads.progress().ended >= PAUSED_AFTER:
            is_paused = True
            keys = [item.key for item in downloads.items()]
            downloads.pause(keys)
            await backend.idle()
            assert all(item.state in (DownloadState.PAUSED, DownloadState.DONE) for item in downloads.items())
            downloads.resume(keys)
    rows = [_row(item) for item in downloads.items()]
    await backend.idle()
    await backend.aclose()
    sys.stdout.write(json.dumps({"data": {"items": rows}}))
    return 0


def _row(item: DownloadItem) -> dict[str, str | None]:
    return {"id": item.asked_as, "outcome": item.outcome, "path": item.path, "reason": item.reason}


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
