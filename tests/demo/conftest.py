"""A client for the demo services, and the forms of recorded answers to compare theirs with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from tests.support.demo_fixture import Demo

EMAIL = {"email": "ada@lovelace.uni.edu"}


@pytest.fixture(scope="session")
def _session_client(demo_server: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server.url, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def client(demo: Demo, _session_client: httpx.Client) -> httpx.Client:
    """Speaks to the demo in its first state; redirects are not followed."""
    return _session_client


@pytest.fixture
def visit(client: httpx.Client) -> Callable[..., httpx.Response]:
    """Ask for an address of the web, as the program does through its host map."""

    def get(url: str, **more: Any) -> httpx.Response:
        parts = httpx.URL(url)
        headers = {"host": parts.host, **more.pop("headers", {})}
        return client.request(more.pop("method", "GET"), parts.raw_path.decode(), headers=headers, **more)

    return get


@pytest.fixture(scope="session")
def corpus() -> DemoCorpus:
    return DemoCorpus()


@pytest.fixture(scope="session")
def body_of(recorded: Path) -> Callable[[str], Any]:
    """The body of a recorded answer, by its file name without ending."""
    return lambda name: json.loads((recorded / f"{name}.json").read_text("utf-8"))["response"]["body"]


def kind(value: Any) -> str:
    """What JSON calls the type of *value*; whole numbers and others are told apart."""
    names = {bool: "bool", int: "int", float: "float", str: "text", list: "list", dict: "object", type(None): "null"}
    return names[type(value)]


def same_kinds(ours: dict[str, Any], recorded: dict[str, Any], nullable: bool = True) -> None:
    """Every key of the recorded object is in ours, and its value is of the same kind (or null in either)."""
    missing = recorded.keys() - ours.keys()
    assert not missing, f"keys that the service sends and the demo does not: {sorted(missing)}"
    for key, value in recorded.items():
        kinds = {kind(value), kind(ours[key])} - ({"null"} if nullable else set())
        assert len(kinds) <= 1, f"{key}: the service sends {kind(value)}, the demo {kind(ours[key])}"
