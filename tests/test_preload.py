"""What is imported while the window is idle."""

from __future__ import annotations

import subprocess
import sys

from scholar_desktop import preload


def test_the_pages_are_imported_without_numpy() -> None:
    """It takes 150 ms, in which nobody can type."""
    code = (
        "import sys; from scholar_desktop import preload\n"
        "preload.load(preload.WINDOW); preload.load(preload.PAGES); preload.load(preload.PDF_VIEW)\n"
        "print('numpy' in sys.modules)"
    )
    assert "numpy" in preload.MAP
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"
