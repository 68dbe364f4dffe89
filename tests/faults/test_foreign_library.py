"""A library folder from somebody else: nothing outside it is read, written, moved or deleted.

Each test plants one thing in a copy of a library, uses the library in every way, and then looks at a folder outside.
The paths that the process opens, renames, lists or deletes are recorded by an audit hook.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError, LibraryDamaged, ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.containment import OutsideLibrary, contained, is_contained
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables import user_links
from scholar_desktop.library.tables.searches_database import SearchesDatabase
from scholar_desktop.services.open_access.quarantine import Quarantine, QuarantineDecisions
from scholar_desktop.services.web.part_files import LockedPartFile, delete_old_parts, part_path, remove_parts
from tests.support.disks import in_memory
from tests.support.libraries import a_paper, a_pdf, keep, keep_pdf, opened, settled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")

GOOD = a_paper("Good", doi="10.5555/good")
BAD = a_paper("Bad", doi="10.5555/bad")
ALSO_BAD = a_paper("Bad", arxiv="2004.05150")
GONE = a_paper("Gone", doi="10.5555/gone")
URL = "https://host.test/one.pdf"
DAY = date(2026, 11, 19)
LONG_AGO = time.time() - 60 * 86_400

Attempts = Callable[[Awaitable[object]], Awaitable[None]]

WATCHED = frozenset(
    {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir", "os.link", "os.symlink",
     "os.truncate", "os.utime", "shutil.copyfile", "shutil.rmtree", "sqlite3.connect"}
)  # fmt: skip


class PathRecorder:
    """Records the paths below *folder* that this process used while it is on."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.used: list[str] = []

    def hook(self, event: str, values: tuple[Any, ...]) -> None:
        folder = self.folder
        if folder is None or event not in WATCHED:
            return
        for value in values:
            if isinstance(value, bytes | os.PathLike):
                value = os.fsdecode(value)
            if not isinstance(value, str) or "\0" in value:
                continue
            # deleting or renaming a link leaves what it leads to; everything else follows it
            is_name = event in ("os.remove", "os.rename", "os.rmdir", "os.symlink")
            place = os.path.join(os.path.realpath(os.path.dirname(value)), os.path.basename(value))
            place = place if is_name else os.path.realpath(value.removeprefix("file:").partition("?")[0])
            if place == folder or place.startswith(f"{folder}/"):
                self.used.append(f"{event} {value}")


RECORDER = PathRecorder()
sys.addaudithook(RECORDER.hook)


class Planted:
    """A library and a folder outside it. data, outside: the folders; bad: the row number and folder of paper `Bad`."""

    def __init__(self, base: Path) -> None:
        self.data, self.outside = base / "data", base / "outside"
        with closing(sqlite3.connect(self.data / "library.sqlite")) as connection:
            self.bad, self.bad_folder = connection.execute(
                "SELECT id, folder FROM papers WHERE title = 'Bad' ORDER BY id"
            ).fetchone()

    def execute(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.data / "library.sqlite", isolation_level=None)) as connection:
            connection.execute(statement, values)

    def set_folder(self, folder: str) -> None:
        self.execute("UPDATE papers SET folder = ?, folder_fold = ? WHERE id = ?", folder, folder, self.bad)

    def write_journal(self, *moves: tuple[str, str]) -> None:
        lines = "".join(json.dumps(move) + "\n" for move in moves)
        (self.data / ".library" / "moves-00.jsonl").write_text(lines)

    def link(self, place: str, target: str = "") -> None:
        """Replaces *place* in the library by a link to *target* outside."""
        path = self.data / place
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(self.outside / target)

    def change_undo(self, change: Callable[[dict[str, Any]], None]) -> None:
        with closing(sqlite3.connect(self.data / "library.sqlite", isolation_level=None)) as connection:
            number, written = connection.execute("SELECT id, inverse FROM undo ORDER BY id DESC").fetchone()
            inverse = json.loads(written)
            change(inverse)
            connection.execute("UPDATE undo SET inverse = ? WHERE id = ?", (json.dumps(inverse), number))

    def undo_first(self, **inverse: Any) -> None:
        """Makes the newest change one that was undone, with *inverse* as its way to be made again."""
        newest = "id = (SELECT max(id) FROM undo)"
        self.execute(f"UPDATE undo SET undone = done, redo = ? WHERE {newest}", json.dumps(inverse))

    def queue(self, **changes: object) -> None:
        item = msgspec.structs.replace(_row(), **changes)
        self.execute("UPDATE downloads SET item = ?", msgspec.json.encode(item).decode())


def _row(**more: Any) -> DownloadItem:
    sha256 = more.pop("sha256", "0123456789ab" + "0" * 52)
    tried = Attempt(URL, "arxiv", Outcome.QUARANTINED, sha256=sha256)
    return DownloadItem("row", "doi:10.5555/bad", BAD, DownloadState.DONE, attempts=(tried,), **more)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: every change of a library waits for the disk."""
    place = in_memory()
    if place is None:
        yield tmp_path_factory.mktemp("foreign")
        return
    with tempfile.TemporaryDirectory(prefix="foreign-", dir=place) as folder:
        yield Path(os.path.realpath(folder))


@pytest.fixture
def tmp_path(disk: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def template(disk: Path) -> Path:
    """A library with three papers, one of them removed, a row of the queue and a copy of the day before."""
    import asyncio

    base = disk / "template"
    base.mkdir()

    async def make() -> None:
        async with opened(base / "data") as store:
            await keep(store, GOOD, BAD, ALSO_BAD, GONE)
            for number, paper in enumerate((GOOD, BAD, ALSO_BAD, GONE)):
                await keep_pdf(store, paper, base / "data" / "downloads", b"%d" % number, name="paper.pdf")
            await store.save_download(_row())
            gone = await store.find(GONE.id)
            assert gone is not None
            await store.remove([gone.key])

    asyncio.run(make())
    with closing(sqlite3.connect(base / "data" / "library.sqlite")) as source:
        shutil.rmtree(base / "data" / "backups", ignore_errors=True)  # so that a copy of today is due
        (base / "data" / "backups").mkdir()
        copy = base / "data" / "backups" / f"library-{DAY.isoformat()}.sqlite"
        source.execute("VACUUM INTO ?", (str(copy),))
    outside = base / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "empty").mkdir()
    a_pdf(outside / "secret 0123456789ab.pdf", b"secret")
    a_pdf(outside / "folder" / "paper.pdf", b"another secret")
    facts = {"title": "Secret", "ids": {"doi": "10.5555/secret"}, "library": {"key": "secret"}}
    (outside / "folder" / "paper.json").write_text(json.dumps(facts))
    (outside / "own-links.json").write_text('{"links": []}')
    with closing(sqlite3.connect(outside / "library.sqlite")) as other:
        other.execute("CREATE TABLE other (x)")
    for file in outside.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    return base


def _seen(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file and folder below *folder*, with its content, mode and time of change."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
        )
        for path in (folder, *folder.rglob("*"))
    }


async def _use(planted: Planted) -> list[str]:
    """Uses the library in every way. Returns what it reported: problems and the errors of refused operations."""
    said: list[str] = []

    async def attempt(work: Awaitable[object]) -> None:
        try:
            await work
        except ScholarError as error:
            said.append(error.message)
        except OSError as error:  # what services convert where they call
            said.append(str(error))

    for _ in range(2):
        async with opened(planted.data) as store:
            await _use_store(store, planted, attempt)
            try:
                said += [problem.message for problem in (*await store.problems(), *await store.verify())]
            except ScholarError as error:
                said.append(error.message)
    await attempt(_use_services(planted.data, attempt))
    async with opened(planted.data) as store:
        await attempt(store.go_back(DAY))
        await attempt(store.rebuild())
        await attempt(store.counts())
        await attempt(settled(store))
    return said


async def _use_store(store: LibraryStore, planted: Planted, attempt: Attempts) -> None:
    await attempt(store.page(LibraryView.ALL, "secret"))
    await attempt(store.unread())
    await attempt(store.redo())
    await attempt(store.undo())
    for paper in (BAD, GONE):
        kept = None
        try:
            kept = await store.find(paper.id)
        except ScholarError:
            continue
        if kept is not None:
            await attempt(store.folder(kept.key))
            await attempt(store.star([kept.key], True))
            staged, sha256 = a_pdf(planted.data.parent / "arrived.part", paper.title.encode())
            await attempt(store.attach(kept.key, staged, name="more.pdf", sha256=sha256))
            await attempt(store.remove([kept.key]))
            await attempt(store.undo())
            await attempt(store.redo())
            await attempt(store.undo())
    await attempt(store.add([a_paper("Bad", doi="10.5555/bad", arxiv="2004.05150")]))
    await attempt(store.add([a_paper("New", authors=("A New",), year=2020, doi="10.5555/new")]))
    await attempt(store.undo())
    await attempt(store.copies())
    await attempt(settled(store))


async def _use_services(data: Path, attempt: Attempts) -> None:
    """What the services keep in the library folder: links, searches, part files, quarantine."""

    async def blocking(work: Callable[[], object]) -> None:
        work()

    await attempt(blocking(lambda: user_links.load(data)))
    await attempt(blocking(lambda: user_links.save(data, ())))
    searches = SearchesDatabase(data)
    try:
        await attempt(searches.do(lambda connection: connection.execute("INSERT INTO lists (head) VALUES ('x')")))
    finally:
        await searches.aclose()

    def download() -> None:
        claim = LockedPartFile(data, URL)
        try:
            with claim.path.open("ab") as file:
                file.write(b"downloaded")
        finally:
            claim.release()

    await attempt(blocking(download))
    await attempt(blocking(lambda: part_path(data, URL)))
    await attempt(blocking(lambda: remove_parts(data, URL)))
    await attempt(blocking(lambda: delete_old_parts(data / "downloads")))
    quarantine = Quarantine(lambda: data)
    staged, sha256 = a_pdf(data.parent / "doubtful.pdf", b"doubtful")
    await attempt(blocking(lambda: quarantine.take(staged, BAD, sha256)))
    with ThreadPoolExecutor(1) as pool:
        async with opened(data) as store:
            decisions = QuarantineDecisions(quarantine, store, pool)
            rows: tuple[DownloadItem, ...] = ()
            try:
                rows = await store.downloads()
            except ScholarError:
                return
            waiting = quarantine.find(str(quarantine.place_of(BAD, sha256)))
            doubtful = _row(sha256=sha256, quarantined=None if waiting is None else str(waiting))
            for row in (*rows, doubtful):
                await attempt(decisions.reject(row))
                await attempt(decisions.restore(row))
                await attempt(decisions.keep(row, at="2026-05-06T07:08:09Z"))
                await attempt(decisions.drop(row))


OUT = "../outside"
PART = part_path(Path("/library"), URL).name

PLANTS: dict[str, tuple[Callable[[Planted], None], str]] = {
    "journal moves a file out": (
        lambda p: p.write_journal((f"{OUT}/autostart.desktop", f"papers/{p.bad_folder}/paper.pdf")),
        "unfinished move was not undone",
    ),
    "journal moves a file out by its absolute path": (
        lambda p: p.write_journal((f"{p.outside}/autostart.desktop", f"papers/{p.bad_folder}/paper.pdf")),
        "unfinished move was not undone",
    ),
    "journal moves a file in": (
        lambda p: p.write_journal((f"papers/{p.bad_folder}/taken.pdf", f"{OUT}/secret 0123456789ab.pdf")),
        "unfinished move was not undone",
    ),
    "journal through a link": (
        lambda p: (p.link("papers/through", "folder"), p.write_journal(("papers/x.pdf", "papers/through/paper.pdf"))),
        "unfinished move was not undone",
    ),
    "journal is a link": (lambda p: p.link(".library/moves-00.jsonl", "own-links.json"), ""),
    "undo entry moves a file out": (
        lambda p: p.change_undo(
            lambda inverse: inverse["moves"].append([f"{OUT}/placed", f"papers/{p.bad_folder}/paper.json"])
        ),
        "its place is outside the library folder",
    ),
    "undo entry moves a file in": (
        lambda p: p.change_undo(
            lambda inverse: inverse["moves"].append([f"papers/{p.bad_folder}/x", f"{p.outside}/folder/paper.json"])
        ),
        "its place is outside the library folder",
    ),
    "undo entry restores a folder outside": (
        lambda p: p.change_undo(
            lambda inverse: inverse["restore"][0]["rows"]["papers"][0].update(folder=f"../{OUT}/folder")
        ),
        "",
    ),
    "redo of an undo entry moves a file in": (
        lambda p: p.undo_first(moves=[[f"papers/{p.bad_folder}/x", f"{p.outside}/folder/paper.json"]]),
        "its place is outside the library folder",
    ),
    "redo of an undo entry attaches a file from outside": (
        lambda p: p.undo_first(
            attach=[{"row": {"paper_id": p.bad, "name": "x.pdf"}, "place": f"{p.outside}/folder/paper.json"}]
        ),
        "its place is outside the library folder",
    ),
    "folder of a paper": (lambda p: p.set_folder(f"../{OUT}/folder"), "leads out of the library folder"),
    "folder of a paper, absolute": (lambda p: p.set_folder(f"{p.outside}/folder"), "leads out of the library folder"),
    "folder of a paper, new": (lambda p: p.set_folder(f"../{OUT}/new"), "leads out of the library folder"),
    "folder of a paper is the folder of all": (lambda p: p.set_folder("."), "leads out of the library folder"),
    "folder of a paper is empty": (lambda p: p.set_folder(""), "leads out of the library folder"),
    "folder of a paper is the library": (lambda p: p.set_folder(".."), "leads out of the library folder"),
    "folder of a paper is a link": (
        lambda p: p.link(f"papers/{p.bad_folder}", "folder"),
        "leads out of the library folder",
    ),
    "name of a file": (
        lambda p: p.execute("UPDATE files SET name = ? WHERE paper_id = ?", f"../../{OUT}/folder/paper.pdf", p.bad),
        "leads out of the library folder",
    ),
    "name of a file, absolute": (
        lambda p: p.execute("UPDATE files SET name = ? WHERE paper_id = ?", f"{p.outside}/folder/paper.pdf", p.bad),
        "leads out of the library folder",
    ),
    "PDF is a link": (
        lambda p: p.link(f"papers/{p.bad_folder}/paper.pdf", "folder/paper.pdf"),
        "leads out of the library folder",
    ),
    "unknown PDF is a link": (lambda p: p.link(f"papers/{p.bad_folder}/other.pdf", "folder/paper.pdf"), "other.pdf"),
    "unknown folder is a link": (lambda p: p.link("papers/Stranger", "folder"), "Stranger"),
    "sidecar is a link": (lambda p: p.link(f"papers/{p.bad_folder}/paper.json", "folder/paper.json"), ""),
    "folder of a new paper is a link": (lambda p: p.link("papers/New 2020 - New", "empty"), ""),
    "papers is a link": (lambda p: p.link("papers"), "leads out of the library folder"),
    "trash is a link": (lambda p: p.link("trash"), "leads out of the library folder"),
    "folder in the trash is a link": (lambda p: [p.link(f"trash/{number}") for number in range(30)], ""),
    "backups is a link": (lambda p: p.link("backups"), "leads out of the library folder"),
    "backup is a link": (lambda p: p.link(f"backups/library-{DAY}.sqlite", "library.sqlite"), ""),
    "parts of a backup are links": (
        lambda p: [p.link(f"backups/library-{date.today()}.part{end}", "own-links.json") for end in ("", "-journal")],
        "",
    ),
    "work folder is a link": (lambda p: p.link(".library"), "leads out of the library folder"),
    "session is a link": (lambda p: p.link(".library/session-00.lock", "own-links.json"), ""),
    "note of a rebuild": (lambda p: (p.data / ".library" / "rebuilding").write_text(f"{OUT}/library.sqlite"), ""),
    "note of a restore is a link": (lambda p: p.link(".library/going-back", "own-links.json"), ""),
    "lock of a replacement is a link": (
        lambda p: p.link(".library/replacing.lock", "own-links.json"),
        "leads out of the library folder",
    ),
    "note of a replacement is a link": (lambda p: p.link(".library/replacing", "own-links.json"), ""),
    "new database is a link": (
        lambda p: [p.link(f".library/library.new.sqlite{end}", "own-links.json") for end in ("", "-journal")],
        "",
    ),
    "database is a link": (lambda p: p.link("library.sqlite", "library.sqlite"), "leads out of the library folder"),
    "log of the database is a link": (
        lambda p: p.link("library.sqlite-wal", "own-links.json"),
        "leads out of the library folder",
    ),
    "links of the user are a link": (lambda p: p.link("own-links.json", "own-links.json"), ""),
    "searches are a link": (lambda p: p.link("searches.sqlite", "library.sqlite"), "leads out of the library folder"),
    "downloads is a link": (lambda p: p.link("downloads"), ""),
    "part file is a link": (lambda p: p.link(f"downloads/{PART}", "secret 0123456789ab.pdf"), ""),
    "part file is a link to nothing": (lambda p: p.link(f"downloads/{PART}", "made.part"), ""),
    "lock of a part file is a link": (lambda p: p.link(f"downloads/{PART}.lock", "made.lock"), ""),
    "notes of a part file are a link": (lambda p: p.link(f"downloads/{PART}.json", "own-links.json"), ""),
    "quarantine is a link": (lambda p: p.link("quarantine"), ""),
    "rejected is a link": (lambda p: p.link("quarantine/rejected"), ""),
    "row names a file to check": (lambda p: p.queue(quarantined=f"{p.outside}/secret 0123456789ab.pdf"), ""),
    "row names a checksum with a path": (
        lambda p: (
            (p.data / "quarantine" / "x ").mkdir(parents=True),
            a_pdf(p.outside / "s.pdf"),
            p.queue(attempts=(Attempt(URL, "arxiv", Outcome.QUARANTINED, sha256="/../../../outside/s"),)),
            p.queue(attempts=(Attempt(URL, "arxiv", Outcome.QUARANTINED, sha256="/../../../*/s"),)),
        ),
        "",
    ),
    "file to check is a link": (
        lambda p: (
            p.link("quarantine/secret 0123456789ab.pdf", "secret 0123456789ab.pdf"),
            p.queue(quarantined=f"{p.data}/quarantine/secret 0123456789ab.pdf"),
        ),
        "",
    ),
    "row names a saved file": (lambda p: p.queue(path=f"{p.outside}/folder/paper.pdf"), ""),
}
CLOSED = (
    "papers is a link",
    "trash is a link",
    "backups is a link",
    "work folder is a link",
    "lock of a replacement is a link",
    "database is a link",
    "log of the database is a link",
)
"""With these the library cannot be changed, because the program's own folders and files lead elsewhere."""


@pytest.mark.parametrize("plant", list(PLANTS))
async def test_nothing_outside_the_library_is_used(template: Path, tmp_path: Path, plant: str, expect_log):
    expect_log("cannot be understood|sidecars|could not be written")
    shutil.copytree(template / "data", tmp_path / "data", symlinks=True)
    shutil.copytree(template / "outside", tmp_path / "outside")
    planted = Planted(tmp_path)
    make, named = PLANTS[plant]
    make(planted)
    before = _seen(planted.outside)
    RECORDER.used.clear()
    RECORDER.folder = str(planted.outside)
    try:
        said = await _use(planted)
    finally:
        RECORDER.folder = None
    assert RECORDER.used == []
    assert _seen(planted.outside) == before
    assert any(named in one for one in said), said
    real = [path for path in planted.data.rglob("*.pdf") if path.is_file() and is_contained(planted.data, path)]
    assert not {path.read_bytes() for path in real} & {path.read_bytes() for path in planted.outside.rglob("*.pdf")}
    if plant not in CLOSED:
        async with opened(planted.data) as store:  # and the rest goes on
            good = await store.find(GOOD.id)
            assert good is not None
            assert good.pdf is not None


async def test_a_library_whose_folder_is_a_link_is_opened(tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "library").symlink_to(tmp_path / "real")
    async with opened(tmp_path / "library") as store:
        await keep_pdf(store, GOOD, tmp_path)
        assert await store.verify() == ()
    assert (tmp_path / "real" / "library.sqlite").is_file()


async def test_a_library_that_leads_elsewhere_says_what_to_do(template: Path, tmp_path: Path):
    shutil.copytree(template / "data", tmp_path / "data")
    shutil.copytree(template / "outside", tmp_path / "outside")
    planted = Planted(tmp_path)
    planted.link("papers")
    async with opened(planted.data) as store:
        with pytest.raises(DiskError, match="leads out of the library folder") as refusal:
            await store.add([GOOD])
        assert "replace the link" in (refusal.value.hint or "")


def test_the_boundary(tmp_path: Path):
    (tmp_path / "library" / "inside").mkdir(parents=True)
    (tmp_path / "library" / "link").symlink_to(tmp_path / "library" / "inside")
    (tmp_path / "library" / "out").symlink_to(tmp_path)
    root = tmp_path / "library"
    for name in ("a", "inside/b", "link/c", str(root / "d"), "x" * 5000):
        assert contained(root, name) == root / name
    for name in ("..", "a/../../b", "/etc/passwd", "out", "out/x", "out/library/a/../../x", "a\0b", str(tmp_path)):
        with pytest.raises(OutsideLibrary):
            contained(root, name)


@pytest.mark.parametrize("statement", ["UPDATE papers SET paper = '[7]'", "UPDATE undo SET inverse = '{\"moves\": 7}'"])
async def test_a_row_of_another_shape_is_named_and_a_rebuild_helps(
    template: Path, tmp_path: Path, statement: str, expect_log
):
    expect_log("sidecars could not be written")  # as the row cannot be read
    shutil.copytree(template / "data", tmp_path / "data")
    shutil.copytree(template / "outside", tmp_path / "outside")
    planted = Planted(tmp_path)
    planted.execute(statement)
    async with opened(planted.data) as store:
        with pytest.raises(LibraryDamaged, match="a row cannot be read"):
            await (store.undo() if "undo" in statement else store.page(LibraryView.ALL))
        assert await store.rebuild() == 3
        assert (await store.page(LibraryView.ALL)).total == 3
