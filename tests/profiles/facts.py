"""Reads out of a profile everything that can be compared: what the program says of it, and what lies on the disk.

`unpack` puts a kept profile into a folder; `program_on` opens the program on it. The functions below return plain JSON
values. A path inside the profile is written as it was when the profile was made (`HOME`), so that facts of two copies
can be compared.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import lzma
import os
import re
import sqlite3
import tarfile
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import msgspec
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QSplitter, QWidget

from scholar_desktop import app, settings
from scholar_desktop.app import App
from scholar_desktop.domain.alerts.followed_items import AUTHOR, RECORD
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.identifiers.identifiers import ids_of, parse
from scholar_desktop.domain.library import KeptPaper, LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.net import http_cache
from scholar_desktop.services.library.library import Library
from scholar_desktop.services.open_access import quarantine
from scholar_desktop.services.papers import record_cache
from scholar_desktop.services.web import part_files
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from scholar_desktop.ui.widgets.fold_section import FoldButton

HOME = "/tmp/profile"
"""Where the kept profiles were made."""
LONG_AGO = "2026-01-01T00:00:00Z"
WHOLE = (1500, 940)
SLACK_PX = 60
"""Sizes of panes differ so much at most with the fonts of a machine."""
MASKED = ("used",)
"""Columns with the time when the row was last read."""
HERE = Path(__file__).parent
WORDS = ("attention", "turing", "rational choice", "vaswani", "krill")
SEARCHES = ("attention", "turing")
ASKED_AGAIN = ("arXiv:1706.03762", "10.1109/TPAMI.2016.2577031", "10.2139/ssrn.288970")
"""Papers whose kept citations and references are compared."""
PERSON = "1723755"
RECORDS = ("90000102", "5015459")
PAGES = ("search", "library", "downloads", "doubtful", "review", "ledger", "news", "authors")


# -- a profile and the program on it


def unpack(archive: Path, folder: Path) -> None:
    """Put the profile of *archive* into *folder*, which is made, with its absolute paths pointing there.

    Its files count as written now, because the program removes unfinished downloads after some days; and what the queue
    was to try again later is due, because it will be whenever the profile is opened.
    """
    folder.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    paths = sorted(folder.rglob("*"))
    for path in paths:
        os.utime(path)
    for path in paths:
        if path.name.endswith((".sqlite", ".json", ".toml")):
            _relocate(path, str(folder))
    with closing(sqlite3.connect(folder / "data" / "library.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE downloads SET item = json_set(item, '$.again', ?) WHERE json_extract(item, '$.again') IS NOT NULL",
            (LONG_AGO,),
        )


def _relocate(path: Path, folder: str) -> None:
    """Write *folder* in the place of HOME, in a text file or in every text of a database."""
    if path.suffix != ".sqlite":
        content = path.read_bytes()
        if HOME.encode() in content:
            path.write_bytes(content.replace(HOME.encode(), folder.encode()))
        return
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in _tables(connection).items():
            for column in columns:
                connection.execute(
                    f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?)'
                    f' WHERE typeof("{column}") = \'text\' AND instr("{column}", ?) > 0',
                    (HOME, folder, HOME),
                )


@contextlib.asynccontextmanager
async def program_on(folder: Path, url: str, made: str, *, window: bool = True, **changes: Any) -> AsyncIterator[App]:
    """The program on the profile in *folder*, with the settings of the profile and every host served at *url*.

    Args:
        made: when the profile was made (ISO 8601); the library, stored answers, unfinished downloads and the quarantine
            take this for now, so that nothing in them is too old.
        window: whether the window is shown; without it only what `App.open` does is done.
        changes: settings of this run.
    """
    loaded = settings.load(["--profile", str(folder)])
    moment = datetime.fromisoformat(made)
    with contextlib.ExitStack() as clocks:
        for module in (http_cache, part_files, quarantine):
            clocks.enter_context(mock.patch.object(module, "time", SimpleNamespace(time=moment.timestamp)))
        clocks.enter_context(mock.patch.object(record_cache, "FRESH", timedelta(days=36_500)))
        program = app.build(msgspec.structs.replace(loaded, host_map={"*": url}, **changes))
        program.backend.store = Library(program.backend.settings.data_dir, now=lambda: moment)
        try:
            if window:
                program.window.show()
            else:
                await program.open()
            if program.backend.settings.offline:  # else the queue goes on
                await asyncio.sleep(0)
                await program.idle()
            yield program
        finally:
            await program.aclose()


def write_facts(path: Path, facts: dict[str, Any]) -> None:
    """Write *facts* to the compressed file *path*."""
    path.write_bytes(lzma.compress(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(), preset=9))


def read_facts(path: Path) -> dict[str, Any]:
    """What `write_facts` wrote."""
    facts: dict[str, Any] = json.loads(lzma.decompress(path.read_bytes()))
    return facts


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Where *found* lacks something of *expected*, or has something else. What only *found* has is no difference
    between two objects (a later version may add a field), but is one between two lists."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lost = [f"{where}/{key}: is missing; was {_short(expected[key])}" for key in expected if key not in found]
        return lost + [
            line
            for key in expected
            if key in found
            for line in differences(expected[key], found[key], f"{where}/{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        if where.endswith("Splitter") and all(abs(a - b) <= SLACK_PX for a, b in zip(expected, found, strict=True)):
            return []
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for number, (one, other) in pairs for line in differences(one, other, f"{where}/{number}")]
    return [] if expected == found else [f"{where}: was {_short(expected)}, is {_short(found)}"]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < 300 else f"{text[:300]}… ({len(text)} characters)"


# -- what is compared: each on a copy of its own


async def opened(archive: Path, folder: Path, url: str, made: str) -> dict[str, Any]:
    """The profile when a window has been opened on it offline, and closed."""
    unpack(archive, folder)
    async with program_on(folder, url, made, offline=True) as program:
        found = {
            "window": await window(program),
            "says": await everything(program, folder),
            "problems": _plain(await program.services.library.problems(), folder),
        }
    rows = databases(folder)
    searches = rows["config/searches.sqlite"]
    searches["runs"] = [run for run in searches["runs"] if run["started"] <= made]  # not those of `_answers`
    return {**found, "state": state(folder), "files": files(folder), "databases": rows}


async def undone(archive: Path, folder: Path, url: str, made: str) -> dict[str, Any]:
    """The library while every change is taken back, newest first, and the files at the end."""
    unpack(archive, folder)
    async with program_on(folder, url, made, window=False, offline=True) as program:
        steps = await taken_back(program, folder)
    return {"steps": steps, "files": files(folder)}


async def queue_ended(archive: Path, folder: Path, url: str, made: str) -> dict[str, Any]:
    """The queue when every row has ended, with the services at *url*."""
    unpack(archive, folder)
    async with program_on(folder, url, made, window=False) as program:
        return await gone_on(program, folder)


# -- what the program says


async def everything(program: App, folder: Path) -> dict[str, Any]:
    """What the services say of the profile. They are to be offline, and the window idle."""
    found = {
        "settings": _settings(folder),
        "library": await library(program),
        "queue": await queue(program),
        "searches": await _searches(program),
        "lists": await _lists(program),
        "follows": await _follows(program),
        "answers": await _answers(program),
    }
    return _plain(found, folder)


def _settings(folder: Path) -> dict[str, Any]:
    loaded = settings.load(["--profile", str(folder)])
    return {name: value for name, value in _fields(loaded).items() if name not in ("host_map", "log")}


async def library(program: App) -> dict[str, Any]:
    """All that the library has, each thing under a name of its own: `paper KEY`, `collection PATH`, ..."""
    services = program.services
    found: dict[str, Any] = {}
    page = await services.library.page(LibraryView.ALL, limit=1000)
    for kept in page.papers:
        found[f"paper {kept.key}"] = _kept(kept)
    for view in (LibraryView.WITHOUT_PDF, LibraryView.STARRED, LibraryView.TO_READ, LibraryView.RECENT):
        shown = await services.library.page(view, limit=1000)
        found[f"view {view}"] = sorted(kept.paper.title for kept in shown.papers)
    for one in await services.collections.all():
        inside = await services.library.page(LibraryView.ALL, collection=one.key, limit=1000)
        titles = sorted(kept.paper.title for kept in inside.papers)
        found[f"collection {one.path}"] = {"papers": one.papers, "titles": titles}
    for name, count in await services.library.tags():
        found[f"tag {name}"] = count
    for saved in await services.saved_searches.all():
        found[f"saved search {saved.key}"] = saved
    await services.follows.load()
    for kind in (AUTHOR, RECORD):
        for followed in services.follows.all_of(kind):
            found[f"follow {kind} {followed.key}"] = followed
    for row in await program.backend.store.apart.all():
        found[f"apart {row['one']} {row['other']}"] = row
    found["counts"] = await services.library.counts()
    found["undo"] = await services.library.undo_label()
    return found


def _kept(kept: KeptPaper) -> dict[str, Any]:
    """The paper; what each service sent of it is long, and stands as a checksum."""
    said = msgspec.json.encode(msgspec.to_builtins(kept.paper.facts), order="sorted")
    bare = msgspec.structs.replace(kept, paper=msgspec.structs.replace(kept.paper, facts=(), parts=()))
    return {
        **_fields(bare),
        "to_read": kept.to_read,
        "on disk": [hashlib.sha256(Path(file.path).read_bytes()).hexdigest() for file in kept.files],
        "services": [one.source for one in kept.paper.facts],
        "said": hashlib.sha256(said).hexdigest(),
    }


async def queue(program: App) -> dict[str, Any]:
    """The rows of the download queue with what was tried for them, and the doubtful PDFs that wait."""
    rows = program.services.downloads.items()
    quarantined = [Path(row.quarantined) for row in rows if row.quarantined is not None]
    return {
        "rows": [_row(row) for row in rows],
        "tried": {row.key: await program.backend.store.attempts(row.key) for row in rows},
        "doubtful": {path.name: path.is_file() for path in quarantined},
        "progress": {name: getattr(program.services.downloads.progress(), name) for name in ("waiting", "paused")},
    }


def _row(row: DownloadItem) -> dict[str, Any]:
    paper = None if row.paper is None else msgspec.structs.replace(row.paper, facts=(), parts=())
    return _fields(msgspec.structs.replace(row, paper=paper))


async def _searches(program: App) -> dict[str, Any]:
    services = program.services
    runs = await services.search_ledger.runs()
    hits = {}
    for words in WORDS:
        page = await services.library.page(LibraryView.ALL, words)
        hits[words] = [[kept.paper.title for kept in page.papers], page.in_text, page.in_notes, page.hits]
    return {
        "ledger": runs,
        "found": [await services.search_ledger.found(run) for run in runs],
        "in the library": hits,
    }


async def _lists(program: App) -> dict[str, Any]:
    lists = program.services.reference_lists
    current = lists.current or await lists.load_last()
    assert current is not None
    stored = program.backend.searches_file.lists
    others = await lists.others()
    return {
        "current": current.head,
        "text": await lists.text_of(current),
        "lines": [_line(line) for line in current.lines],
        "counts": {str(standing): count for standing, count in current.counts().items() if count},
        "others": others,
        "lines of others": [[_line(line) for line in await stored.lines(head.id)] for head in others],
    }


def _line(line: Any) -> Any:
    return _without_facts(msgspec.to_builtins(line, enc_hook=str))


async def _follows(program: App) -> dict[str, Any]:
    services = program.services
    services.watch.refresh()
    await program.idle()
    states = {}
    for state in services.watch.states():
        states[state.kind] = {"watched": state.watched, "unseen": state.unseen, "checked": state.checked}
    record = await services.zenodo_lookup.record(RECORDS[0], RequestOptions())
    return {
        "states": states,
        "news": [_without_facts(msgspec.to_builtins(news, enc_hook=str)) for news in await services.watch.news()],
        "numbers": await services.follows.numbers(record),
        "links": await _links(program),
    }


async def _links(program: App) -> dict[str, Any]:
    page = await program.services.library.page(LibraryView.ALL, limit=1000)
    found = {kept.key: await program.services.user_links.of(kept.paper) for kept in page.papers}
    return {
        key: _with_former_evidence(msgspec.to_builtins(links, enc_hook=str)) for key, links in found.items() if links
    }


async def _answers(program: App) -> dict[str, Any]:
    """Answers of the services that were kept; nothing is asked, for the program is offline."""
    services = program.services
    found: dict[str, Any] = {}
    for answer in await services.answer_cache.list():
        found[f"answer {answer.id}"] = {
            name: value for name, value in _fields(answer).items() if not name.startswith("expire")
        }
    for words in SEARCHES:
        result = await services.search.run(Query(words), lambda _result: None, RequestOptions())
        found[f"search {words}"] = {
            "titles": [paper.title for paper in result.papers],
            "merged": result.merged,
            "cached": {report.name: [report.cached, report.total, report.loaded] for report in result.reports},
        }
    for text in ASKED_AGAIN:
        identifier = parse(text)
        assert identifier is not None
        paper = await services.papers.remembered(ids_of(identifier))
        assert paper is not None
        found[f"paper {text}"] = _without_facts(msgspec.to_builtins(paper, enc_hook=str))
        for kind in ("citations", "references"):
            stored = await program.backend.edges.load(paper, kind)
            found[f"{kind} of {text}"] = None if stored is None else [_edges(stored.edges()), _fields(stored.state)]
    page = await services.library.page(LibraryView.ALL, limit=1000)
    remembered = {kept.key: await services.papers.remembered(kept.paper.ids) for kept in page.papers}
    found["remembered"] = {key: _digest(paper) for key, paper in remembered.items() if paper is not None}
    person = await services.authors.open(PERSON, RequestOptions())
    found["person"] = _without_facts(msgspec.to_builtins(person, enc_hook=str))
    for name in RECORDS:
        found[f"record {name}"] = _without_facts(
            msgspec.to_builtins(await services.zenodo_lookup.record(name, RequestOptions()))
        )
    return found


def _edges(edges: Iterable[Any]) -> list[Any]:
    return [_without_facts(msgspec.to_builtins(edge, enc_hook=str)) for edge in edges]


def _digest(paper: Paper) -> dict[str, Any]:
    """The fields of *paper*, long ones as a checksum."""
    found = _with_former_evidence(msgspec.to_builtins(paper, enc_hook=str))
    return {
        name: value
        if len(text := json.dumps(value, sort_keys=True)) < 200
        else hashlib.sha256(text.encode()).hexdigest()
        for name, value in found.items()
    }


# -- what the window shows


async def window(program: App) -> dict[str, Any]:
    """What the window remembered of the last time, page by page."""
    shown = program.window
    found: dict[str, Any] = {
        "page": shown.navigation.page,
        "size": [shown.width(), shown.height()],
        "maximised": shown.isMaximized(),
        "words": shown.findChild(QLineEdit, "searchEdit").text(),
        "last words": list(shown.search_page.panes.search.last_words()),
        "folded": _folded(shown),
    }
    shown.resize(*WHOLE)  # the screen of a test is small, and a narrow window folds
    for name in PAGES:
        shown.navigation.show(name)
        await asyncio.sleep(0)
        await program.idle()
        found[f"page {name}"] = _page(shown)
    return found


def _folded(shown: QWidget) -> list[str]:
    """The collections at the left whose rows are folded."""
    session = shown.findChild(CollectionSession)
    assert session is not None
    return sorted(one.path for one in session.collections if session.is_folded(one))


def _page(shown: QWidget) -> dict[str, Any]:
    """The rows, texts and choices that can be seen, by objectName."""
    found: dict[str, Any] = {}
    for view in shown.findChildren(QAbstractItemView):
        if view.objectName() and view.isVisible() and view.model() is not None:
            found[view.objectName()] = _rows_of(view)
    for edit in shown.findChildren(QLineEdit):
        if edit.objectName() and edit.isVisible():
            found[edit.objectName()] = edit.text()
    for text in shown.findChildren(QPlainTextEdit):
        if text.objectName() and text.isVisible():
            found[text.objectName()] = text.toPlainText()
    for box in shown.findChildren(QComboBox):
        if box.objectName() and box.isVisible():
            found[box.objectName()] = box.currentIndex()
    for fold in shown.findChildren(FoldButton):
        if fold.objectName() and fold.isVisible():
            found[fold.objectName()] = fold.is_open
    for splitter in shown.findChildren(QSplitter):
        if splitter.objectName() and splitter.isVisible():
            found[splitter.objectName()] = splitter.sizes()
    return found


def _rows_of(view: QAbstractItemView) -> Any:
    model = view.model()
    names = {bytes(name.data()): role for role, name in model.roleNames().items()}
    role = names.get(b"title")
    if role is None:
        return model.rowCount()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


# -- doing on


async def taken_back(program: App, folder: Path) -> list[dict[str, Any]]:
    """Take every change back, newest first: for each its name, what it touched, and what the library has since then
    that it did not have before (`gone`: what it has no more)."""
    steps = []
    before = _plain(await library(program), folder)
    while (label := await program.services.library.undo_label()) is not None:
        changes = await program.services.library.undo()
        await program.idle()
        after = _plain(await library(program), folder)
        steps.append(
            {
                "label": label,
                "touched": _plain(changes, folder),
                "now": {name: value for name, value in after.items() if before.get(name) != value},
                "gone": sorted(before.keys() - after.keys()),
            }
        )
        before = after
    return steps


async def gone_on(program: App, folder: Path) -> dict[str, Any]:
    """Let the queue go on until every row has ended, paused ones too: how each ended, and what the library has."""
    downloads = program.services.downloads
    downloads.resume([row.key for row in downloads.items() if row.state is DownloadState.PAUSED])
    while downloads.active or any(_is_due(row) for row in downloads.items()):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await program.idle()
    page = await program.services.library.page(LibraryView.ALL, limit=1000)
    rows = [
        {
            "asked_as": row.asked_as,
            "title": None if row.paper is None else row.paper.title,
            "state": row.state,
            "outcome": row.outcome,
            "tries": row.tries,
            "attempts": [[one.url, one.source, one.outcome, one.rejected] for one in row.attempts],
            "files": [[file.name, file.outcome, file.size] for file in row.files],
            "path": row.path,
            "quarantined": row.quarantined,
            "batch": row.batch,
        }
        for row in downloads.items()
    ]
    return {
        "rows": _plain(rows, folder),
        "files": sorted([kept.paper.title, file.name, file.sha256] for kept in page.papers for file in kept.files),
        "problems": [problem.message for problem in await program.services.library.verify()],
        "unfinished": sorted(path.name for path in (folder / "data" / "downloads").glob("*.part")),
    }


def _is_due(row: DownloadItem) -> bool:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return row.state is DownloadState.DONE and row.again is not None and row.again <= now


# -- what lies on the disk


def files(folder: Path) -> dict[str, str]:
    """The checksum of every file that is a person's: PDFs, sidecars, notes, quarantine, unfinished downloads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.startswith("data/") and "/.library/" not in name and ".sqlite" not in name:
            content = path.read_bytes().replace(str(folder).encode(), HOME.encode())
            if path.name == "paper.json":
                content = _without_entry(content)
            found[name] = hashlib.sha256(content).hexdigest()
    return found


def _without_entry(sidecar: bytes) -> bytes:
    """The sidecar without what came with the entries of the library and the date of its counts, in the form in which
    the program writes it."""
    data = msgspec.json.decode(sidecar)
    data.pop("entry", None)
    data.get("counts", {}).pop("dated", None)
    library = data.get("library", {})
    for key in ("own", "stated", "trashed", "reading"):
        library.pop(key, None)
    if "ids" in library:
        library["ids"] = [name for name in library["ids"] if not name.startswith("key:")]
    if str(data.get("id")).startswith("key:"):
        data["id"] = ""
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def state(folder: Path) -> dict[str, Any]:
    """How the window was left, and the last search, as JSON."""
    found = {}
    for name in ("config/state.json", "cache/last_search.json"):
        found[name] = _without_facts(json.loads((folder / name).read_bytes()))
    found["config/config.toml"] = (folder / "config" / "config.toml").read_text("utf-8")
    return _plain(found, folder)


def databases(folder: Path) -> dict[str, Any]:
    """Every row of every table of every database, by file and table; what no program reads twice (indexes of the
    full-text search) is left out. A long value stands as a checksum."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*.sqlite")):
        if "/backups/" in path.as_posix():
            continue
        tables: dict[str, Any] = {}
        with closing(sqlite3.connect(path)) as connection:
            tables["user_version"] = connection.execute("PRAGMA user_version").fetchone()[0]
            for table, columns in _tables(connection).items():
                names = ", ".join(f'"{column}"' for column in columns)
                rows = connection.execute(f'SELECT {names} FROM "{table}" ORDER BY {names}').fetchall()
                tables[table] = [
                    {column: _cell(value, folder) for column, value in zip(columns, row, strict=True)} for row in rows
                ]
        found[path.relative_to(folder).as_posix()] = tables
    return found


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of every table that is not kept by SQLite for a full-text index."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    virtual = [name for name, sql in rows if sql and sql.upper().startswith("CREATE VIRTUAL")]
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")') if row[1] not in MASKED]
        for name, sql in rows
        if not name.startswith("sqlite_") and not any(name.startswith(f"{other}") for other in virtual)
    }


ITEM_KEYS_ADDED = re.compile(
    r',"requests":\d+,"late_urls":\[[^]]*\](?:,"worked":(?:null|\[(?:\[[^]]*\],?)*\]))?(?:,"lookups":\[[^]]*\])?'
)
"""Keys that later versions add to the rows of the queue when they write them."""


def _cell(value: Any, folder: Path) -> Any:
    if isinstance(value, bytes):
        return f"blob {hashlib.sha256(value).hexdigest()}"
    if isinstance(value, str):
        value = ITEM_KEYS_ADDED.sub("", value.replace(str(folder), HOME))
        return value if len(value) <= 2000 else f"text {len(value)} {hashlib.sha256(value.encode()).hexdigest()}"
    return value


# -- plain values


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    """The fields of a Struct as it is written down."""
    found: dict[str, Any] = msgspec.to_builtins(value, enc_hook=str, order="deterministic")
    return found


_FORMER_EVIDENCE = (
    ("Semantic Scholar lists this", "Semantic Scholar names this"),
    ("Unpaywall found an open licence on", "Unpaywall read an open licence on"),
    ("Papers in this journal are usually open access", "The journal's papers are open as a rule"),
    ("The publisher's journals are open access", "The publisher's journals are open"),
    ("Unpaywall lists a repository's copy", "Unpaywall lists the copy in a repository"),
    ("You added this link", "You named this link"),
)


def _with_former_evidence(value: Any) -> Any:
    """*value* with the sentences about open copies as the archive has them: they were reworded since."""
    if isinstance(value, list | tuple):
        return [_with_former_evidence(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _former_evidence(inner) if name == "evidence" and inner else _with_former_evidence(inner)
        for name, inner in value.items()
    }


def _former_evidence(text: str) -> str:
    for now, before in _FORMER_EVIDENCE:
        text = text.replace(now, before)
    if found := re.fullmatch(r"Unpaywall found it in a repository (.*?)(?: \((.*)\))?", text):
        place = f"the repository of {found[2]}" if found[2] else "a repository"
        return f"Unpaywall found it in {place}, {found[1]}"
    return text


def _without_facts(value: Any) -> Any:
    """*value* with a checksum in the place of what services sent of papers, which is long."""
    if isinstance(value, dict) and "copies" in value:
        value = _with_former_evidence(value)
    if isinstance(value, dict):
        return {
            name: _sum_of(inner) if name in ("facts", "parts") and inner else _without_facts(inner)
            for name, inner in value.items()
        }
    return [_without_facts(one) for one in value] if isinstance(value, list | tuple) else value


def _sum_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _plain(value: Any, folder: Path) -> Any:
    """*value* as JSON gives it back, with the profile at HOME."""
    text = json.dumps(msgspec.to_builtins(value, enc_hook=str, order="deterministic"), ensure_ascii=False)
    return json.loads(text.replace(json.dumps(str(folder))[1:-1], HOME))
