"""Opens a file or an address with the program that the desktop has for it, and finds out if it has none."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

NO_PROGRAM = (3, 4)
"""Exit codes of xdg-open: no program was found, or the program could not be started."""
WATCHED_S, STEP_S = 15.0, 0.05
"""xdg-open ends at once, except where it runs until the user closes the program."""


def launcher() -> str | None:
    """Return the program that opens files on this desktop; None where Qt opens them itself, and reports a failure.

    On Linux, Qt runs xdg-open and reports success before it ends. In a sandbox, Qt asks the desktop's portal.
    """
    if not sys.platform.startswith("linux") or os.environ.get("SNAP") or Path("/.flatpak-info").exists():
        return None
    return shutil.which("xdg-open")


class DesktopOpener:
    """Opens addresses, and refers to the programs that it started while they run: Python would warn of each other."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []

    async def open(self, address: QUrl) -> bool:
        """Open *address*, of a local file or of the web. Return False if the desktop has no program for it."""
        process = self._start(address)
        if process is None:
            return QDesktopServices.openUrl(address)
        for _step in range(round(WATCHED_S / STEP_S)):
            if process.poll() is not None:
                break
            await asyncio.sleep(STEP_S)
        return process.returncode not in NO_PROGRAM

    def _start(self, address: QUrl) -> subprocess.Popen[bytes] | None:
        program, full = launcher(), QUrl.ComponentFormattingOption.FullyEncoded
        if program is None:
            return None
        try:
            process = subprocess.Popen(  # noqa: S603  the desktop's own program
                [program, address.toLocalFile() if address.isLocalFile() else address.toString(full)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return None
        self._started = [*(one for one in self._started if one.poll() is None), process]
        return process
