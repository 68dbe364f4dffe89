"""A thread starts even if its trace function cannot be installed at once."""

from __future__ import annotations

import sys
import threading

import pytest


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="only CPython 3.11 raises the error")
def test_a_thread_runs_although_another_installs_its_trace_function(monkeypatch: pytest.MonkeyPatch) -> None:
    refused, ran = [True, True], threading.Event()

    def settrace(function: object) -> None:
        if refused:
            refused.pop()
            raise RuntimeError("Cannot install a trace function while another trace function is being installed")

    monkeypatch.setattr(threading, "_trace_hook", lambda *_: None)
    monkeypatch.setattr(sys, "settrace", settrace)
    thread = threading.Thread(target=ran.set)
    thread.start()
    thread.join(10)
    monkeypatch.undo()
    assert ran.is_set()
    assert not refused
