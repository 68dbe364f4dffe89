"""Downloads one large file by the program's own client: prints its seconds, and by how much memory grew at most (MB).
Argument: the address; a small file comes first, so that what is loaded once is not counted."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Client, NetSettings
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.http_cache import AnswerStore
from tests.bench.report import memory_mb


async def main(base: str, path: str) -> None:
    settings = NetSettings(user_agent="bench", host_map={"*": base}, host_delay=0.0)
    client = Client(settings, AnswerStore(None), CallLog())
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.part", Path(folder) / "large.part"
        await client.download("https://host0.example/pdf/0.pdf", small, ask=RequestOptions(), sniff=bool, jar=Cookies())
        before, began = memory_mb("VmHWM"), time.perf_counter()
        got = await client.download(
            f"https://files.example/{path}", large, ask=RequestOptions(), sniff=bool, jar=Cookies()
        )
        seconds = time.perf_counter() - began
        assert got.complete
        sys.stdout.write(json.dumps({"seconds": seconds, "grew_mb": memory_mb("VmHWM") - before}) + "\n")
        await client.aclose()


asyncio.run(main(*sys.argv[1:3]))
