"""kill -9 at random moments of fetching, building, updating and completing an offline corpus: a release stays whole.

python -m tests.torture.corpus_kills [--seeds N] [--first N] [--jobs N] [--json]

Each seed has generated releases of its own, which the demo services serve over loopback HTTP. A process works on a
corpus and kills itself at a random moment. Then the corpus in use must be one of the releases, whole; the same work is
done to its end, and the corpus must be what a plain script makes of the lines of that release.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scholar_desktop import app, settings
from scholar_desktop.corpus import schema
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.completion import LookedUpEdge, LookedUpPaper, LookedUpWriter
from scholar_desktop.corpus.corpus_folder import CorpusFolder, KeptRelease, write_about
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.paper_counts import paper_lines
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.corpus_script import DATASETS, kept_by_script, lines_in, write_lines
from tests.support.disks import in_memory

ROOT = Path(__file__).parents[2]
RELEASES = 3
NAMES = [release_name(number) for number in range(RELEASES)]
_ASK = RequestOptions(wait_s=60)
_TODAY = date(2026, 11, 20)
WORK = ("step", "update", "build", "step", "fetch", "complete", "step")
"""What is killed, by seed; `update` and `fetch` are over HTTP and start one process that filters."""
LONGEST_S = {"step": 0.05, "build": 0.15, "complete": 0.03, "update": 0.9, "fetch": 0.9}
"""The moment of the kill is chosen up to here."""


@dataclass
class CorpusResult:
    """What came of one seed. killed: the work had not ended; wrong: empty when all is well."""

    seed: int
    work: str = ""
    killed: bool = False
    wrong: list[str] = field(default_factory=list)


def torture_corpus(seed: int, place: Path, demo: str) -> CorpusResult:
    """Build a corpus, kill a process that works on it, and look. place: a folder that is made, and goes when all is
    well; demo: the address of the demo services."""
    chance = random.Random(f"corpus {seed}")
    told = CorpusResult(seed, WORK[seed % len(WORK)])
    sizes = Sizes(chance.randint(30, 90), chance.randint(100, 500), RELEASES, seed, vectors=1, words=2_000)
    service, corpus = place / "service", place / "profile" / "data" / "corpus"
    GeneratedReleases(sizes).write(service)
    least = chance.choice([None, 2, 4])
    rule = CorpusRule(min_citations=least)
    truth = [_truth(service / name, least) for name in NAMES]
    _begin(corpus, service, truth[0], rule)
    expected = {"complete": 0, "build": 0, "fetch": 0}.get(told.work, RELEASES - 1)
    work = _work(told.work, place, demo, rule, truth[0])
    ended = _run(work, kill_after_s=chance.uniform(0.0, LONGEST_S[told.work]))
    told.killed = os.WIFSIGNALED(ended)
    told.wrong = _complaints(corpus, truth)
    if ended and not told.killed:
        told.wrong.append("the work failed")
    if not told.wrong and _run(work, kill_after_s=None):
        told.wrong.append("the work could not be done after the kill")
    if told.wrong:
        return told
    told.wrong = _complaints(corpus, truth, expected, fresh=place / "fresh")
    if not told.wrong:
        shutil.rmtree(place)
    return told


_Truth = dict[str, list[bytes]]
"""The lines of one release that a corpus must have, by dataset."""


def _truth(release: Path, least: int | None) -> _Truth:
    if least is None:
        return {name: lines_in(sorted((release / name).glob("*.gz"))) for name in DATASETS}
    return kept_by_script(release, lambda row: row["citationcount"] >= least)


def _begin(corpus: Path, service: Path, truth: _Truth, rule: CorpusRule) -> None:
    """A corpus of the oldest release, with its lines."""
    folder = CorpusFolder(corpus)
    write_lines(truth, folder.lines(NAMES[0]))
    write_about(folder.lines(NAMES[0]), KeptRelease(NAMES[0], rule, DATASETS))
    facts = {f"release.{name}": NAMES[0] for name in DATASETS}
    store = folder.next_store()
    Builder([folder.lines(NAMES[0])]).build(store, {**facts, "rule": json.dumps({"min_citations": rule.min_citations})})
    folder.set_rule(rule)
    folder.use(store)


def _complaints(
    corpus: Path,
    truth: list[_Truth],
    expected: int | None = None,
    fresh: Path | None = None,
) -> list[str]:
    """What is wrong with the corpus in use: it must be one of the releases, or that of the number *expected*."""
    path = CorpusFolder(corpus).store()
    if path is None:
        return ["there is no corpus in use"]
    store = CorpusStore(path)
    connection = sqlite3.connect(path)
    try:
        about = store.about()
        releases = {about.get(f"release.{name}") for name in DATASETS}
        if len(releases) != 1 or not releases <= set(NAMES):
            return [f"the datasets are of {sorted(map(str, releases))}"]
        number = NAMES.index(releases.pop() or "")
        if expected is not None and number != expected:
            return [f"it is of {NAMES[number]}, and should be of {NAMES[expected]}"]
        wrong = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        papers = {line for _, line in paper_lines(connection)}
        if papers != set(truth[number]["papers"]):
            wrong.append(f"the papers are not those of {NAMES[number]}")
        ours = set(connection.execute("SELECT citing, cited FROM edge WHERE cited > 0 AND cid > 0"))
        theirs = {
            (row["citingcorpusid"], row["citedcorpusid"])
            for row in map(json.loads, truth[number]["citations"])
            if row["citedcorpusid"] is not None
        }
        lacking = {key for (key,) in connection.execute("SELECT id FROM lacks WHERE dataset = 'citations'")}
        looked_up = set(connection.execute("SELECT citing, cited FROM edge WHERE cid < 0"))
        if ours - theirs or {pair for pair in theirs - ours - looked_up if not set(pair) & lacking}:
            wrong.append(f"the citations are not those of {NAMES[number]}")
        for name, table in schema.COUNTED.items():
            [(rows,)] = connection.execute(f"SELECT count(*) FROM {table}")
            if int(about[name]) != rows:
                wrong.append(f"the number of {name} is {about[name]}, and should be {rows}")
        for title in [json.loads(line)["title"] for line in truth[number]["papers"][:5]]:
            if not store.search(f'title : "{title}"').ids:
                wrong.append(f"'{title}' is not found")
    finally:
        connection.close()
        store.close()
    if fresh is not None and not wrong:
        write_lines(truth[number], fresh)
        Builder([fresh]).build(fresh / "corpus-0001.sqlite", {})
        wrong += [str(each) for each in differences(path, fresh / "corpus-0001.sqlite")]
    return wrong


# --- the work that is killed


def _work(kind: str, place: Path, demo: str, rule: CorpusRule, truth: _Truth) -> Callable[[], Awaitable[object]]:
    corpus, service = place / "profile" / "data" / "corpus", place / "service"
    folder = CorpusFolder(corpus)

    async def steps() -> None:
        path = folder.store()
        assert path is not None
        writer = DiffWriter(path, rule)
        start = NAMES.index(writer.datasets()["papers"])
        for number in range(start, RELEASES - 1):
            step = service / f"{NAMES[number]}-to-{NAMES[number + 1]}"
            writer.apply(step, NAMES[number], NAMES[number + 1], DATASETS)
        writer.close()

    async def complete() -> None:
        path = folder.store()
        assert path is not None
        writer = LookedUpWriter(path, rule)
        rows = [json.loads(line) for line in truth["tldrs"]]
        for row, other in itertools.pairwise(rows):
            edge = LookedUpEdge(row["corpusid"], other["corpusid"], True, (), (("A sentence.", ("background",)),))
            tldr = {"corpusid": row["corpusid"], "model": None, "text": row["text"]}
            writer.fill([LookedUpPaper(row["corpusid"], ("tldrs",), tldr=tldr, edges=(edge,))], _TODAY)
        writer.close()

    async def with_services(run: Callable[[Any], Awaitable[object]]) -> None:
        for name, value in {
            "SEMANTIC_SCHOLAR_URL": demo,
            "SEMANTIC_SCHOLAR_KEY": "demo-key",
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_MAP": f"*={demo}",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.01",
            "DOWNLOADS": "1",
            "PROFILE": str(place / "profile"),
        }.items():
            os.environ[f"SCHOLAR_DESKTOP_{name}"] = value
        backend = app.build_services(settings.load(), keep_answers=False)
        try:
            await backend.start()
            await run(backend.services)
        finally:
            await backend.aclose()

    async def fetch(services: Any) -> None:
        await services.corpus_terms.accept(await services.corpus_files.release("latest", _ASK), DATASETS)
        files = await services.corpus_fetch.fetch(rule, DATASETS, NAMES[0], ask=_ASK)
        assert all(file.outcome == "saved" for file in files), files
        await services.offline_corpus.build([], None, lambda _step, _rows: None)

    async def update(services: Any) -> None:
        await services.corpus_terms.accept(await services.corpus_files.release("latest", _ASK), DATASETS)
        _, failed = await services.corpus_update.update(ask=_ASK)
        assert failed is None, failed

    async def build(services: Any) -> None:
        await services.offline_corpus.build([], None, lambda _step, _rows: None)

    if kind in ("update", "fetch"):
        _post(demo, {"releases": str(service)})
    runs = {"update": update, "fetch": fetch, "build": build}
    plain = {"step": steps, "complete": complete}
    return plain[kind] if kind in plain else lambda: with_services(runs[kind])


def _run(work: Callable[[], Awaitable[object]], *, kill_after_s: float | None) -> int:
    """Do *work* in a child that kills itself after so many seconds. Returns the status of its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if kill_after_s is not None:
                # no handler: the process ends at once, as by kill -9, and at a moment that is exact
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.setitimer(signal.ITIMER_REAL, max(kill_after_s, 0.0001))
            asyncio.run(_awaited(work))
            code = 0
        except BaseException:  # noqa: BLE001  nothing of the child may come up in the parent
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status


async def _awaited(work: Callable[[], Awaitable[object]]) -> None:
    await work()


# --- many seeds


def _post(demo: str, change: dict[str, Any]) -> None:
    request = urllib.request.Request(f"{demo}/__config", json.dumps(change).encode(), method="POST")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60).close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture.corpus_kills")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="one line of JSON a seed, and nothing else")
    chosen = parser.parse_args()
    return _seeds(chosen) if chosen.json else _side_by_side(chosen)


def _seeds(chosen: argparse.Namespace) -> int:
    is_good = True
    with tempfile.TemporaryDirectory(prefix="torture-", dir=in_memory()) as temporary:
        port_file = Path(temporary) / "port"
        words = ["--port", "0", "--port-file", str(port_file)]
        demo = subprocess.Popen(
            [sys.executable, "-m", "scholar_desktop.demo", *words], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            while not port_file.exists():
                assert demo.poll() is None
                time.sleep(0.01)
            url = f"http://127.0.0.1:{port_file.read_text().strip()}"
            for seed in range(chosen.first, chosen.first + chosen.seeds):
                told = torture_corpus(seed, Path(temporary) / f"seed-{seed}", url)
                is_good = is_good and not told.wrong
                sys.stdout.write(json.dumps(vars(told)) + "\n")
                sys.stdout.flush()
        finally:
            demo.terminate()
            demo.wait()
    return 0 if is_good else 1


def _side_by_side(chosen: argparse.Namespace) -> int:
    began = time.monotonic()
    share = -(-chosen.seeds // chosen.jobs)
    jobs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.torture.corpus_kills", "--json", "--first", str(first), "--seeds",
             str(min(share, chosen.first + chosen.seeds - first))],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(chosen.first, chosen.first + chosen.seeds, share)
    ]  # fmt: skip
    told = [CorpusResult(**json.loads(line)) for job in jobs for line in job.communicate()[0].splitlines()]
    for work in sorted(set(WORK)):
        of_work = [one for one in told if one.work == work]
        killed = sum(one.killed for one in of_work)
        sys.stdout.write(f"{work:10}{len(of_work):>7,} seeds{killed:>7,} killed in the middle\n")
    wrong = [one for one in told if one.wrong]
    sys.stdout.write(
        f"seeds with anything lost or wrong: {len(wrong)}; {(time.monotonic() - began) / 60:.1f} minutes\n"
    )
    for one in wrong:
        sys.stdout.write(f"seed {one.seed} ({one.work}): {'; '.join(one.wrong)}\n")
    missing = chosen.seeds - len(told)
    if missing:
        sys.stdout.write(f"{missing} seeds gave no answer\n")
    return 1 if missing or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
