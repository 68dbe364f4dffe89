"""Threads that import the same modules at once: Python lets one of them see a package without its submodule."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import importlib._bootstrap as bootstrap
import threading
from concurrent.futures import ThreadPoolExecutor

from scholar_desktop.demo.server import DemoServer
from scholar_desktop.net.connections import _load_httpx

loaded, ended = threading.Event(), threading.Event()
load_unlocked = bootstrap._load_unlocked


def load(spec):
    module = load_unlocked(spec)
    if spec.name == "http.client":  # it counts as loaded now, and is no attribute of http yet
        loaded.set()
        ended.wait(1)
    return module


def second():
    loaded.wait()
    try:
        _load_httpx()
    finally:
        ended.set()


bootstrap._load_unlocked = load
with ThreadPoolExecutor() as pool:
    result = pool.submit(second)
    with DemoServer():
        result.result()
"""


def test_the_http_library_is_imported_while_the_demo_services_start() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
