"""The window is ended from the terminal, or by the end of the session."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.window import single_instance


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
async def test_a_signal_closes_the_window_in_order(
    tmp_path: Path, qapp: Any, number: signal.Signals, code: int
) -> None:
    words = [sys.executable, "-m", "scholar_desktop", "--profile", str(tmp_path), "--offline"]
    process = await asyncio.create_subprocess_exec(
        *words, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stderr=asyncio.subprocess.PIPE
    )
    try:
        while not single_instance.send_to_running_instance(tmp_path / "data", ""):
            assert process.returncode is None
            await asyncio.sleep(0.05)
        process.send_signal(number)
        _, told = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == code
    assert b"Traceback" not in told
    assert json.loads((tmp_path / "config" / "state.json").read_bytes())["page"]
