"""What a command says while it waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.cli.command import CommandContext
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from tests.services.conftest import make_backend  # noqa: F401  a fixture


async def test_a_wait_for_the_pool_says_why_until_when_and_what_ends_it(
    make_backend: Callable[..., Composition],  # noqa: F811
    capsys: pytest.CaptureFixture[str],
):
    backend = make_backend(semantic_scholar_rate="", semantic_scholar_pool="1")
    context = CommandContext(backend, RequestOptions())
    try:
        await backend.services.keys.get(SEMANTIC_SCHOLAR)
        await backend.services.paper_lookup.completions("attention", RequestOptions())
        wait = backend.services.status.wait_of("s2")
        assert wait is not None
        context.on_wait("s2", wait.until)
        said = capsys.readouterr().err
        assert "Without a key, Semantic Scholar allows 1 request in 5 minutes" in said
        assert "a free key ends this wait" in said
        assert "The next request is sent in " in said
    finally:
        await backend.aclose()
