"""What a command says while it waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.cli.command import CommandContext
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from tests.cli.conftest import Run
from tests.services.conftest import make_backend  # noqa: F401  a fixture
from tests.support.demo_fixture import Demo

ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"


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
        assert "Next request in " in said
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("words", "stdin", "requests"),
    [
        (("citations", "1706.03762", "--all"), "", 171),
        (("references", "1706.03762", "--limit", "1"), "", 0),
        (("batch",), "\n".join(f"10.5555/{number}" for number in range(50_001)), 101),
        (("batch",), "10.5555/1\n", 0),
        (("search", "--bulk", "fish", "--limit", "150000"), "", 150),
        (("author", *(str(number) for number in range(1, 101_002))), "", 102),
        (
            ("resolve", "-"),
            "\n".join(f"A. Author. Paper {n} on moss. Journal of Moss, {n}, 2019." for n in range(120)),
            120,
        ),
    ],
)
def test_a_command_that_needs_more_requests_than_the_pool_has_says_so_before_it_starts(
    run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], stdin: str, requests: int
):
    monkeypatch.delenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_RATE")
    demo.config(
        fail={
            "/graph/v1/paper/batch": 403,
            "/graph/v1/paper/search": 403,
            "/graph/v1/author": 403,
            f"/graph/v1/paper/{ATTENTION}/citations": 403,
        }
    )
    said = run(*words, stdin=stdin).err
    assert ("in 5 minutes, so this takes about" in said) == (requests > 100)
    if requests:
        assert f"{requests} requests to Semantic Scholar. Without a key it allows 100 in 5 minutes" in said
