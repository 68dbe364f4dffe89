"""Services in a process of their own, so that what they compute does not keep the measured process waiting."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORT_FILE = "{port file}"
"""The argument in whose place the server gets the file into which it writes its port."""


@contextlib.contextmanager
def service(module: str, *arguments: str) -> Iterator[str]:
    """Run the server *module* until the end of the block. Gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        port_file = Path(folder) / "port"
        words = [str(port_file) if each == PORT_FILE else each for each in arguments]
        process = subprocess.Popen([sys.executable, "-m", module, *words], cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            while not (port_file.is_file() and port_file.read_text("utf-8")):
                assert process.poll() is None, f"{module} has ended"
                time.sleep(0.02)  # the file appears at no event that this process could wait for
            yield f"http://127.0.0.1:{port_file.read_text('utf-8').strip()}"
        finally:
            process.terminate()
            process.wait()
