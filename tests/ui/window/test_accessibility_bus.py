"""The window as a screen reader meets it, on a real accessibility bus: needs Xvfb, dbus and at-spi2-core."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tests

pytest.importorskip("jeepney")  # comes with the keyring on Linux

SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
READ_S = 300

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("dbus-run-session") and SERVICE.exists()),
    reason="no X server or no accessibility bus",
)


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of its own; the number of its display."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x800x24"],
        pass_fds=(writes,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with open(reads, encoding="ascii") as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def test_a_screen_reader_meets_map_timeline_headings_and_changes(display: str, tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    surroundings = dict(os.environ, DISPLAY=display, HOME=str(tmp_path), XDG_RUNTIME_DIR=str(runtime))
    surroundings["PYTHONPATH"] = str(Path(next(iter(tests.__path__))).parent)
    command = [
        "dbus-run-session",
        "--",
        sys.executable,
        "-m",
        "tests.support.on_accessibility_bus",
        str(tmp_path / "p"),
    ]
    ran = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=READ_S, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    met: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    roles = met["roles"]
    assert "Attention is All you Need" in roles["heading"]
    assert "Abstract" in roles["heading"]
    assert {"Cited by", "Results"} <= set(roles["table"])
    assert "Paper" in roles["panel"]
    assert len(roles["page tab list"]) >= 1
    assert "icon" not in roles
    assert "Sidebar" in roles["list"]
    assert {"Downloads", "Settings"} <= set(roles["list item"])
    for rows, part in ((met["papers"], "cite"), (met["links"], ""), (met["years"], "influential")):
        assert rows
        assert all(row["role"] == "list item" and row["name"] and row["showing"] for row in rows)
        counted = [row for row in rows if not row["value"] or float(row["value"])]
        assert counted
        assert all(part in row["description"] for row in counted[:1])
    for rows in (met["papers"], met["years"]):
        assert max(float(row["value"]) for row in rows) > 0
    assert " cites " in met["links"][0]["name"]
    assert len(met["heard"]) == 2
