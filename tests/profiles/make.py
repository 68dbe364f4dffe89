"""Makes a profile with the program as it is now, and writes down the facts of it.

`python -m tests.profiles.make OUT` writes OUT.tar.xz and OUT.facts.json.xz. It is done once for each state of the
program that is to be kept, by that program; the files are never written again.

The profile is made in HOME, a neutral folder, by the command line and by two windows on the demo services: the first
is closed in order, the second is killed while one download runs and a paper's folder is being moved. The services keep
their own addresses, which the host map leads to the demo, so that no port gets into the profile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ["TZ"] = "UTC"

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.demo.server import DemoServer
from scholar_desktop.domain.alerts.followed_items import AUTHOR, RECORD
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Copy, Ids, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.library.library import Library
from scholar_desktop.ui.citations.similar_examples import Example, SimilarExamples
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from tests.profiles import facts
from tests.support.window_driver import Driver

ADDED = (
    "10.1037/0003-066X.37.2.122", "10.1093/MIND/LIX.236.433", "10.1518/001872095779049543",
    "10.1098/rspa.1985.0070", "10.1126/science.aar6308", "10.1162/daed_a_01915", "10.1085/JGP.93.2.285",
    "10.1007/s11538-021-00870-y", "10.7150/thno.70568", "10.1038/s41540-021-00173-x", "10.1155/2020/5293748",
    "10.2196/52700", "10.1515/mcwf-2020-0104", "10.18653/v1/D15-1166", "10.1609/aaai.v35i12.17325",
    "10.18653/v1/W18-5446", "10.18653/v1/P18-1031", "10.18653/v1/D17-1070", "10.18653/v1/S17-2001",
    "10.1038/s42256-024-00832-8", "10.18653/v1/P18-1249", "10.1609/aaai.v32i1.12022", "10.18653/v1/P17-1103",
    "10.18653/v1/N18-2084", "10.1073/pnas.2313925121", "10.18653/v1/P17-1194", "10.1158/1078-0432.CCR-16-0134",
    "10.1080/13621718.2022.2027663", "10.18653/v1/D17-1168", "10.1038/s41586-020-2630-0",
)  # fmt: skip
"""Kept without a PDF."""
SAVED = (
    "arXiv:1706.03762", "10.1109/TPAMI.2016.2577031", "10.1109/CVPR52688.2022.01042", "arXiv:1312.6114",
    "10.1111/J.1540-6261.1997.TB04820.X", "10.18653/v1/N18-1202", "arXiv:2103.00020", "arXiv:1411.1784",
    "10.1145/170035.170072", "10.1016/b978-044450423-4/50007-3", "10.1037/H0042769",
)  # fmt: skip
"""Kept with a PDF that the queue gets."""
FAILED = (
    "10.1109/TSE.2011.78",  # a supplement: quarantined
    "10.48550/arXiv.2307.12547",  # the PDF of another paper: quarantined
    "10.1098/rspa.2020.0003",  # wants a login
    "10.18178/IJIET.2021.11.3.1497",  # 429
    "10.54254/2754-1169/39/20231938",  # 500
    "10.1016/j.jtbi.2019.110042",  # breaks off
    "arXiv:2312.03901",  # 404
    "10.2478/wd-2023-0206",  # with a password
    "10.99999/nobody",
    "not-an-identifier",
    "10.1037/0003-066X.37.2.122",  # closed
)
ON_DISK = "10.18653/v1/P18-1031"
"""Is asked for while nothing can be written."""
CANCELLED = "10.18653/v1/D15-1166"
RUNNING, PAUSED = "10.48550/arXiv.2306.17097", "10.21203/rs.3.rs-39890/v1"
"""Their hosts send in pieces."""
WAITING = ("10.2139/ssrn.288970", "10.18653/v1/W18-5446", "10.7150/thno.70568", "10.18653/v1/P17-1103")
LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1312.6114v5
10.1038/
Smith J (2021) Personal communication
Turing A (1950) Computing machinery and intelligence. Mind
10.18653/v1/N18-1202
"""
OTHER_LIST = "10.1109/TPAMI.2016.2577031\narXiv:2103.00020\n"
OLDER_LIST = "10.2139/ssrn.288970\n"
OWN_LINK = "https://papers.example.org/own/copy.pdf"
SETTINGS = {
    "email": "ada@university.edu",
    "theme": "dark",
    "copy_order": "published",
    "watch_every_hours": "48",
    "unpaywall_days": "30",
    "max_pdf_mb": "64",
    "downloads": "1",
    "semantic_scholar_rate": "0",
    "host_delay": "0",
    "retry_wait": "0.01",
    "library_link": "https://proxy.example.org/login?url={url}",
    "first_start_done": "true",
}
PROFILE = Path(facts.HOME)
JOURNAL_STEP = "moved"
"""The second window dies when the folders have been moved and nothing has been committed."""


def main(out: Path) -> None:
    """Make the profile, its archive and its facts."""
    if PROFILE.exists():
        sys.exit(f"{PROFILE} is in the way")
    for name in [name for name in os.environ if name.startswith("SCHOLAR_DESKTOP_") or name.lower().endswith("_proxy")]:
        del os.environ[name]
    PROFILE.mkdir()
    processes = multiprocessing.get_context("spawn")
    with DemoServer() as server:
        _commands(server.url)
        for stage, ended in ((first_window, 0), (second_window, -signal.SIGKILL)):
            process = processes.Process(target=_run, args=(stage, server.url))
            process.start()
            process.join(timeout=100)
            if process.exitcode != ended:
                sys.exit(f"{stage.__name__} ended with {process.exitcode}")
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    archive = out.with_name(f"{out.name}.tar.xz")
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        for path in sorted(PROFILE.rglob("*")):
            if path.is_file() and not path.name.endswith(("-shm", ".lock")):
                packed.add(path, path.relative_to(PROFILE).as_posix(), filter=_nobodys)
    shutil.rmtree(PROFILE)
    process = processes.Process(target=_write_facts, args=(archive, made, out.with_name(f"{out.name}.facts.json.xz")))
    process.start()
    process.join(timeout=100)
    if process.exitcode != 0:
        sys.exit("the facts could not be written")


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """The entry without the names and numbers of this machine."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = int(entry.mtime)
    return entry


# -- the command line


def _commands(url: str) -> None:
    """What is done by commands: settings, and papers kept without a PDF."""
    for name, value in SETTINGS.items():
        _command(url, "settings", name, value)
    _command(url, "library", "add", *ADDED)
    _command(url, "get", SAVED[0])
    _command(url, "search", "attention")


def _command(url: str, *words: str) -> None:
    environ = os.environ | {"SCHOLAR_DESKTOP_PROFILE": str(PROFILE), "SCHOLAR_DESKTOP_HOST_MAP": f"*={url}"}
    ended = subprocess.run(
        [sys.executable, "-m", "scholar_desktop", *words, "--json"], env=environ, capture_output=True, text=True
    )
    if ended.returncode not in (0, 1, 3, 4):
        sys.exit(f"{words}: {ended.returncode} {ended.stdout[-2000:]} {ended.stderr[-2000:]}")


# -- the windows


def _run(stage: Callable[[str], Awaitable[None]], url: str) -> None:
    _in_loop(lambda: stage(url))


def _in_loop(work: Callable[[], Awaitable[None]]) -> None:
    """Run *work* in a loop as the window has it."""
    qt_app = QApplication.instance() or QApplication(["make", "-style", "fusion"])
    qt_app.setQuitOnLastWindowClosed(False)
    loop = app.make_loop(qt_app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(work())


@contextlib.asynccontextmanager
async def _window(url: str, prepare: Callable[[App], None] = lambda program: None) -> Any:
    loaded = settings.load(["--profile", str(PROFILE)])
    program = app.build(msgspec.structs.replace(loaded, host_map={"*": url}))
    prepare(program)
    program.window.resize(1500, 940)
    program.window.show()
    driver = Driver(program)
    await driver.idle()
    yield driver
    await program.aclose()


def _configure(url: str, **change: Any) -> None:
    """Change how the demo services behave."""
    request = urllib.request.Request(f"{url}/__config", json.dumps(change).encode(), method="POST")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).close()


async def _ended(driver: Driver, keys: tuple[str, ...]) -> None:
    downloads = driver.program.services.downloads
    await driver.until(lambda: all(downloads.row(key).state is DownloadState.DONE for key in keys))
    await driver.idle()


async def _paper(driver: Driver, text: str) -> Paper:
    identifier = parse(text)
    assert identifier is not None
    kept = await driver.program.services.library.find(identifier)
    if kept is not None:
        return kept.paper
    return await driver.program.services.papers.listed(identifier, RequestOptions())


async def _key(driver: Driver, text: str) -> str:
    kept = await driver.program.services.library.find(text)
    assert kept is not None, f"{text} is not kept"
    return kept.key


async def first_window(url: str) -> None:
    """What a person does in an afternoon; closed in order at the end."""
    async with _window(url) as driver:
        await _get(driver, url)
        await _look_up(driver)
        await _put_in_order(driver)
        await _search(driver)
        await _follow(driver)
        await _lists(driver)
        await _leave(driver)


async def _get(driver: Driver, url: str) -> None:
    """Rows of the queue that end, well and badly."""
    downloads = driver.program.services.downloads
    folder = PROFILE / "data" / "downloads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_bytes(b"")  # no folder can be made here
    await _ended(driver, await downloads.enqueue_ids([ON_DISK]))
    folder.unlink()
    await _ended(driver, await downloads.enqueue_ids(SAVED, batch="Course on attention"))
    await _ended(driver, await downloads.enqueue_ids(FAILED, batch="Course on attention"))
    _configure(url, pace=5, faults={"aclanthology.org": "slow"})
    cancelled = await downloads.enqueue_ids([CANCELLED])
    await driver.until(lambda: downloads.row(cancelled[0]).received > 0)
    downloads.cancel(cancelled)
    await _ended(driver, cancelled)
    _configure(url, pace=0, faults={})
    await _ended(driver, (downloads.enqueue_record("90000102", ["*.md"]),))


async def _look_up(driver: Driver) -> None:
    """Lists of citations and references, a person, records, open copies."""
    services = driver.program.services
    for text in facts.ASKED_AGAIN:
        paper = await _paper(driver, text)
        for kind in ("citations", "references"):
            await services.citations.load(paper, kind, lambda _page: None, RequestOptions(), limit=25)
    for name in facts.RECORDS:
        await services.zenodo_lookup.record(name, RequestOptions())
    identifier = parse(SAVED[0])
    assert identifier is not None
    await services.papers.open(identifier, lambda _paper: None, RequestOptions())
    await driver.idle()


async def _put_in_order(driver: Driver) -> None:
    """Every kind of change that can be taken back."""
    services = driver.program.services
    library, collections = services.library, services.collections
    keys = [await _key(driver, text) for text in ADDED]
    papers = [await _paper(driver, text) for text in ADDED]
    # two that turn out to be one
    first = Paper(title="A paper that two services know", ids=Ids(doi="10.5555/two.in.one"), year=2020)
    second = Paper(title="A paper that two services know", ids=Ids(arxiv="2001.00001"), year=2020)
    await library.add([first])
    await library.add([second])
    await library.add([merge_fields(first, second)])
    await library.star(keys[:5], True)
    await library.star(keys[4:5], False)
    await library.to_read(papers[2:7], True)
    await library.to_read(papers[6:7], False)
    await library.tag(keys[:6], "methods")
    await library.tag(keys[3:9], "to cite")
    await library.tag(keys[3:4], "methods", False)
    await library.note(papers[1], "Compare with the bounds of chapter 2; krill counts are in the appendix.")
    await library.note(papers[7], "First words.")
    await library.note(papers[7], "Other words: rational choice is meant otherwise here.")
    await library.note(papers[8], "To be taken away.")
    await library.note(papers[8], "")
    await collections.put_in(papers[:4], "Thesis/Chapter 1")
    await collections.put_in(papers[4:9], "Thesis/Chapter 2")
    made = await collections.make("Reading group/Spring")
    await collections.make("Reading group/Autumn")
    await collections.rename(made.key, "Spring 2026")
    thesis = await collections.find("Thesis")
    autumn = await collections.find("Reading group/Autumn")
    chapter = await collections.find("Thesis/Chapter 2")
    assert thesis is not None
    assert autumn is not None
    assert chapter is not None
    await collections.move(autumn.key, thesis.key)
    await collections.take_out(keys[5:6], chapter.key)
    old = await collections.make("Old things")
    await collections.put_in(papers[9:12], "Old things/Older")
    await collections.delete(old.key)
    await library.remove(keys[28:29])
    await library.remove([await _key(driver, SAVED[-1])])
    await services.user_links.add(papers[3], OWN_LINK)
    await driver.idle()


async def _search(driver: Driver) -> None:
    """Searches by the window, three of which are saved; rows that are parted, and joined again."""
    services = driver.program.services
    driver.trigger("view.search")
    await driver.search("turing")
    merged = [paper for paper in services_result(driver) if len(paper.parts) > 1]
    for paper in merged[:2]:
        await services.manual_splits.split(paper, paper.parts[-1:])
    if len(merged) > 1:
        await services.manual_splits.unsplit(merged[1])
    await driver.search("attention")
    driver.click_row(0)
    await driver.idle()
    driver.click_row(2)
    await driver.idle()
    saved = [
        await services.saved_searches.save(Query("attention", filters=Filters(year_from=2015, open_access=True))),
        await services.saved_searches.save(Query("turing patterns"), name="Patterns", sources=("s2", "zenodo")),
        await services.saved_searches.save(Query("rational choice"), bulk=True),
    ]
    await services.saved_searches.rename(saved[1], "Turing patterns")
    await services.saved_searches.remove(saved[2])
    result = await services.saved_searches.run(saved[0], RequestOptions())
    await services.saved_searches.opened(saved[0], result)
    await driver.idle()


def services_result(driver: Driver) -> tuple[Paper, ...]:
    """The papers of the search that the window shows."""
    result = driver.window.search_page.panes.search.result
    return () if result is None else result.papers


async def _follow(driver: Driver) -> None:
    """Two people and a record; one person has written three papers that are new."""
    services = driver.program.services
    author: AuthorProfile = await services.authors.open(facts.PERSON, RequestOptions())
    whole = await services.authors.papers(author, lambda _found: None, RequestOptions())
    counts = msgspec.structs.replace(author.counts, papers=(author.counts.papers or 3) - 3)
    fewer = msgspec.structs.replace(author, counts=counts)
    await services.follows.follow_author(fewer, whole.papers[3:])
    other = await services.authors.open("1726629", RequestOptions())
    await services.follows.follow_author(other, None)
    for name in facts.RECORDS:
        await services.follows.follow_record(await services.zenodo_lookup.record(name, RequestOptions()))
    await driver.idle()
    await services.follows.let_go(AUTHOR, other.id)
    services.watch.look_now()
    await driver.idle()
    news = await services.watch.news()
    await services.watch.mark_seen(news[:1])
    await services.watch.drop(news[1:2])
    assert services.follows.all_of(RECORD)


async def _lists(driver: Driver) -> None:
    """A list that was closed, one that waits, and one under review with decisions and drafts."""
    lists = driver.program.services.reference_lists
    for text in (OLDER_LIST, OTHER_LIST):
        reading = await lists.open_text(text, "a file.txt")
        await reading.look_up(RequestOptions())
        await driver.idle()
        if text == OLDER_LIST:
            await lists.close()
    QApplication.clipboard().setText(LIST)
    driver.trigger("view.search")
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    pasted = lists.current
    assert pasted is not None
    await driver.until(lambda: driver.state("reviewTable") == "full" or pasted.waits)
    assert lists.current is not None
    lists.current.leave_out(4)
    lists.current.edit(3, "10.1038/nature14539")
    lists.current.put_into("Thesis/Chapter 1")
    await driver.idle()


async def _leave(driver: Driver) -> None:
    """How the window is left: sizes, folds, a draft, thumbs, and the page."""
    window = driver.window
    state = window.ui_context.state
    similar = (Example("doi:10.5555/like", "A paper that is liked", True), Example("doi:10.5555/un", "Not this", False))
    SimilarExamples(state).set("arXiv:1706.03762", similar)
    session = window.findChild(CollectionSession)
    assert session is not None
    for one in session.collections:
        if one.path == "Thesis":
            session.fold(one, True)
    driver.trigger("view.search")
    await driver.search("attention")
    driver.click_row(1)
    await driver.idle()
    driver.click("allDataButton")
    await driver.idle()
    state.set("this_file", True)
    state.set("corpus_download", ["papers", "2026-11-10", f"{PROFILE}/corpus"])
    across, down = window.search_page.panes._across, window.search_page.panes._down
    across.setSizes([900, 520])
    across.splitterMoved.emit(900, 1)
    down.setSizes([400, 300])
    down.splitterMoved.emit(400, 1)
    driver.type("attention that was typed and not searched for")
    QTest.keyClick(driver.widget("searchEdit"), Qt.Key.Key_Escape)
    await driver.idle()


async def second_window(url: str) -> None:
    """Begins downloads, and is killed in the middle of a change of the library."""
    is_armed = False

    def at(step: str) -> None:
        if is_armed and step == JOURNAL_STEP:
            os.kill(os.getpid(), signal.SIGKILL)

    def prepare(program: App) -> None:
        program.backend.store = Library(program.backend.settings.data_dir, at=at)

    _configure(url, pace=0.2)
    async with _window(url, prepare) as driver:
        services = driver.program.services
        downloads = services.downloads
        [paused] = await downloads.enqueue_ids([PAUSED], batch="Slow ones")
        await driver.until(lambda: downloads.row(paused).received > 0)
        downloads.pause([paused])
        await driver.until(lambda: downloads.row(paused).state is DownloadState.PAUSED)
        _configure(url, pace=30)
        [running] = await downloads.enqueue_ids([RUNNING], batch="Slow ones")
        await driver.until(lambda: downloads.row(running).received > 0)
        await downloads.enqueue_ids(WAITING, batch="Seminar")
        kept = await _paper(driver, SAVED[1])
        downloads.enqueue([kept], batch="Published ones", beside=True)
        one = await _paper(driver, "10.18653/v1/D17-1070")
        copy = Copy(
            url="https://aclanthology.org/D17-1070.pdf",
            pdf_url="https://aclanthology.org/D17-1070.pdf",
            host="aclanthology.org",
            source="unpaywall",
            version="publishedVersion",
            license="cc-by",
        )
        downloads.get_copy(one, copy)
        downloads.enqueue_record("90000101", ["source.zip", "README.md"])
        await asyncio.sleep(1.5)  # rows, progress and the window's state are written a little later
        await services.library.star([await _key(driver, "10.18653/v1/D17-1070")], True)
        while driver.program.backend.store.pending:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert downloads.row(running).state is DownloadState.RUNNING
        page = await services.library.page(LibraryView.ALL, limit=1000)
        with_pdf = [one.key for one in page.papers if one.files][:2]
        is_armed = True
        await services.library.remove(with_pdf)
        raise AssertionError("it was to be killed")


# -- the facts


def _write_facts(archive: Path, made: str, target: Path) -> None:
    async def work() -> None:
        with tempfile.TemporaryDirectory() as folder, DemoServer() as server:
            _configure(server.url, pace=0)
            around = Path(folder)
            found: dict[str, Any] = {"made": made}
            found["opened"] = await facts.opened(archive, around / "opened", server.url, made)
            found["undone"] = await facts.undone(archive, around / "undone", server.url, made)
            found["gone on"] = await facts.queue_ended(archive, around / "gone on", server.url, made)
            facts.write_facts(target, found)

    _in_loop(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
