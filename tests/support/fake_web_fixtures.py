"""The program without its window, on a small world of its own. The tests of faults use the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from scholar_desktop import app, settings
from tests.support.fake_web import FakeWeb

Started = Callable[..., AbstractAsyncContextManager[app.Composition]]


@pytest.fixture
def world() -> Iterator[FakeWeb]:
    world = FakeWeb()
    yield world
    world.close()


@pytest.fixture
def started(world: FakeWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """`async with started() as backend`: the services on one profile; again for the next start of the program."""

    @asynccontextmanager
    async def start(**variables: str) -> AsyncIterator[app.Composition]:
        values = {
            "SEMANTIC_SCHOLAR_URL": world.url,
            "UNPAYWALL_URL": world.url,
            "ZENODO_URL": world.url,
            "HOST_MAP": f"*={world.url}",
            "EMAIL": "ada@university.edu",
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.01",
            "PROFILE": str(tmp_path / "profile"),
        } | variables
        with monkeypatch.context() as patched:
            for name, value in values.items():
                if value:
                    patched.setenv(f"SCHOLAR_DESKTOP_{name}", value)
            loaded = settings.load()
        backend = app.build_services(loaded, keep_answers=False)
        await backend.start()
        try:
            yield backend
        finally:
            world.release()
            await backend.aclose()

    return start
