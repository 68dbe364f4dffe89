"""The command line on a profile of the test's own, pointed at the demo services by environment variables."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.__main__ import main
from tests.support.demo_fixture import Demo, demo, demo_server  # noqa: F401  fixtures


@dataclass
class CommandRun:
    """How a command ended. out, err: as text; answer: the object of --json."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one object on standard output; fails when there is anything else."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1, self.out
        found: dict[str, Any] = json.loads(self.out)
        assert set(found) == {"schema", "command", "ok", "data", "sources", "errors"}
        assert found["schema"] == 1
        assert found["ok"] is (self.code == 0)
        for source in found["sources"]:
            assert set(source) == {"name", "state", "requests", "cached", "total", "loaded", "error"}
            assert source["state"] in ("ok", "partial", "failed", "skipped")
        for error in found["errors"]:
            assert set(error) == {"code", "message", "hint", "subject"}
            assert error["message"]
        return found

    @property
    def data(self) -> Any:
        return self.answer["data"]

    @property
    def error_code(self) -> str:
        code: str = self.answer["errors"][0]["code"]
        return code

    def source(self, name: str) -> dict[str, Any]:
        return next(source for source in self.answer["sources"] if source["name"] == name)


Run = Callable[..., CommandRun]


@pytest.fixture
def variables(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: F811
    """The variables of the run, set in this process; change them with monkeypatch."""
    chosen = {
        "SEMANTIC_SCHOLAR_URL": demo.url,
        "UNPAYWALL_URL": demo.url,
        "ZENODO_URL": demo.url,
        "HOST_MAP": f"*={demo.url}",
        "EMAIL": "me@uni-testing.edu",
        "SEMANTIC_SCHOLAR_RATE": "0",
        "HOST_DELAY": "0",
        "RETRY_WAIT": "0.01",
        "LANGUAGE": "en",
        "PROFILE": str(tmp_path / "profile"),
    }
    named = {f"SCHOLAR_DESKTOP_{name}": value for name, value in chosen.items()}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    return {**os.environ, **named}


@pytest.fixture
def run(variables: dict[str, str], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("--json", "search", "words", stdin="...")`: the program in this process."""

    def start(*argv: str, stdin: str = "") -> CommandRun:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capfdbinary.readouterr()
        code = main(list(argv))
        out, err = capfdbinary.readouterr()
        return CommandRun(code, out.decode(), err.decode())

    return start
