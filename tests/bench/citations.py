"""Long lists against the time that their pages take: 9,999 citations, and 500 identifiers."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import msgspec

from scholar_desktop import settings
from scholar_desktop.composition import Composition, build_services
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.sources.semantic_scholar import api
from tests.bench.canned import canned_server
from tests.bench.report import ResultLine, compare

PAPER = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
ROWS, PAGE = 9_999, 1000
LATENCY_S = 0.5
"""Before each answer. Semantic Scholar takes 1 to 3 s for such a page."""
RATE = 1.0
"""Requests a second."""
RATED_LATENCY_S = 0.25
"""Less than between two requests, so that the rate is what is waited for."""
IDS = 500
ROUNDS, RATED_ROUNDS = 3, 2


def lines() -> Iterator[ResultLine]:
    """Program and floor in turn, the least of several each."""
    with canned_server(LATENCY_S) as url:
        ours, floor, asked = _in_turn(url, lambda: _floor(url, None), rate=0.0, rounds=ROUNDS)
        note = f"seconds, least of {ROUNDS}, in turn; {LATENCY_S} s before each answer, no rate limit"
        yield compare("9,999 citations", ours, floor, "httpx asking for the same pages one after another", 1.2, note)
        yield compare("9,999 citations: requests", asked, 11, "allowed", 1.0, "requests")
        seconds, asked = min(_by_command(url) for _ in range(ROUNDS))
        note = f"seconds of the whole command, least of {ROUNDS}; {LATENCY_S} s before each of {asked} answers"
        name = "the latency of its requests"
        yield compare("9,999 citations by command, JSON", seconds, asked * LATENCY_S, name, 1.35, note)
        _tell(url, f"/__latency/{RATED_LATENCY_S}")
        ours, floor, _ = _in_turn(url, lambda: _floor(url, RATE), rate=RATE, rounds=RATED_ROUNDS)
        name = f"httpx asking for the same pages, {RATE:g} a second"
        note = f"seconds, least of {RATED_ROUNDS}, in turn; {RATED_LATENCY_S} s before each answer"
        yield compare("9,999 citations at a rate", ours, floor, name, 1.05, note)
        _tell(url, f"/__latency/{LATENCY_S}")
        ours, floor, asked = asyncio.run(_batch(url))
        yield compare("500 identifiers", ours, floor, "httpx asking once", 1.2, f"seconds, least of {ROUNDS}, in turn")
        yield compare("500 identifiers: requests", asked, 1, "allowed", 1.0, "requests")


def _by_command(url: str) -> tuple[float, int]:
    """Seconds of the command on an empty profile, and its requests."""
    with tempfile.TemporaryDirectory() as profile:
        chosen = {"SEMANTIC_SCHOLAR_URL": url, "SEMANTIC_SCHOLAR_RATE": "0", "PROFILE": profile}
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        _tell(url, "/__asked")
        began = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-m", "scholar_desktop", "citations", PAPER, "--limit", str(ROWS), "--json", "--quiet"],
            env=inherited | {f"SCHOLAR_DESKTOP_{name}": value for name, value in chosen.items()},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            check=True,
        )
        seconds = time.perf_counter() - began
    data = json.loads(ran.stdout)["data"]
    assert (data["loaded"], len(data["edges"])) == (ROWS, ROWS), data["loaded"]
    return seconds, _tell(url, "/__asked")


def _tell(url: str, path: str) -> int:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url + path) as answer:
        return int(json.load(answer).get("asked", 0))


def _in_turn(url: str, floor: Callable[[], Awaitable[float]], *, rate: float, rounds: int) -> tuple[float, float, int]:
    """Seconds of the program and of the floor, and the requests of the program."""
    ours, floors, asked = [], [], []
    asyncio.run(_ours(url, 0.0, _all_citations))  # the server knows the answers from now on
    for _ in range(rounds):
        floors.append(asyncio.run(floor()))
        _tell(url, "/__asked")
        ours.append(asyncio.run(_ours(url, rate, _all_citations)))
        asked.append(_tell(url, "/__asked"))
    return min(ours), min(floors), max(asked)


async def _ours(url: str, rate: float, work: Callable[[Composition], Awaitable[None]]) -> float:
    """Seconds of *work* in the program on an empty profile."""
    with tempfile.TemporaryDirectory() as profile:
        loaded = settings.load(["--profile", profile])
        chosen = msgspec.structs.replace(
            loaded, semantic_scholar_url=url, semantic_scholar_rate=rate, cache_dir=Path(profile)
        )
        backend = build_services(chosen, on_error=lambda name, error: None)
        try:
            await backend.start()
            await backend.client.warm()
            _ = backend.services.citations, backend.services.paper_lookup
            began = time.perf_counter()
            await work(backend)
            return time.perf_counter() - began
        finally:
            await backend.aclose()


async def _all_citations(backend: Composition) -> None:
    """As the command does it: the paper first, then its list."""
    identifier = parse(PAPER)
    assert identifier is not None
    paper = await backend.services.papers.listed(identifier, RequestOptions())
    found = await backend.services.citations.load(paper, "citations", lambda page: None, RequestOptions(), limit=ROWS)
    assert found.loaded == ROWS, found.loaded


async def _floor(url: str, rate: float | None) -> float:
    """The same questions by httpx alone, which decodes the answers and throws them away."""
    base, fields = f"{url}/graph/v1/paper/{PAPER}", ",".join(api.CITATION_FIELDS)
    questions = [(base, {"fields": ",".join(api.PAPER_FIELDS)})]
    questions += [
        (f"{base}/citations", {"offset": str(offset), "limit": str(min(PAGE, ROWS - offset)), "fields": fields})
        for offset in range(0, ROWS, PAGE)
    ]
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        began = time.perf_counter()
        for number, (address, parameters) in enumerate(questions):
            if rate is not None:
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            json.loads((await client.get(address, params=parameters)).content)
        return time.perf_counter() - began


async def _batch(url: str) -> tuple[float, float, int]:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        parameters = {"fields": "title", "limit": str(IDS)}
        page = (await client.get(f"{url}/graph/v1/paper/{PAPER}/citations", params=parameters)).json()
    ids = [row["citingPaper"]["paperId"] for row in page["data"]]
    ours, floors, asked = [], [], []

    async def look_up(backend: Composition) -> None:
        found = await backend.services.paper_lookup.many(ids, lambda papers: None, RequestOptions())
        assert len(found) == IDS

    await _ours(url, 0.0, look_up)
    for _ in range(ROUNDS):
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            began = time.perf_counter()
            fields = {"fields": ",".join(api.PAPER_FIELDS)}
            answer = await client.post(f"{url}/graph/v1/paper/batch", params=fields, json={"ids": ids})
            json.loads(answer.content)
            floors.append(time.perf_counter() - began)
        _tell(url, "/__asked")
        ours.append(await _ours(url, 0.0, look_up))
        asked.append(_tell(url, "/__asked"))
    return min(ours), min(floors), max(asked)
