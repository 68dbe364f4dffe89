"""The same operations on a real library, and what it shows afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from scholar_desktop.domain import library as kept_things
from scholar_desktop.domain import paper as papers
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.library.failures import FileInOtherPaper
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper
from tests.torture import foreign
from tests.torture.foreign import content_of, doi
from tests.torture.full_disk import FullDisk, Limit, choose_limit
from tests.torture.model import Model, Operation, Paper, state_of_row

MOST = 500


def arxiv(number: str) -> str:
    return f"2001.0000{number}"


def paper_of(name: str) -> papers.Paper:
    """The paper of `a3`, `b3` or `ab3`."""
    number = name.lstrip("ab")
    ids = {"doi": doi(number)} if name[0] == "a" else {}
    ids |= {"arxiv": arxiv(number)} if "b" in name else {}
    return a_paper(f"Paper {number}", **ids)


SHA = {hashlib.sha256(content_of(file)).hexdigest(): file for file in range(100)}


async def carry_out(
    store: LibraryStore, operation: Operation, around: Path, disk: FullDisk, limit: Limit | None
) -> bool:
    """Do it. False when it was refused because the disk is full: then nothing has changed.

    Args:
        around: a folder where files wait to be attached; every second one waits in the library's own folder.
        disk, limit: how full the disk is meanwhile; None for a disk with room.
    """
    staged = _stage(store, operation, around) if operation.kind == "attach" else None
    before = _steps_back(store.data_dir)
    with disk.during(limit):
        try:
            await _carry_out(store, operation, staged)
        except DiskError:
            if limit is None:
                raise
        else:
            return True
    # A rebuild may have been completed before the disk was full: then there is nothing to take back any more.
    return operation.kind == "rebuild" and before > 0 and _steps_back(store.data_dir) == 0


async def _carry_out(store: LibraryStore, operation: Operation, staged: Path | None) -> None:
    match operation.kind:
        case "add":
            await store.add([paper_of(name) for name in operation.names])
        case "remove":
            await store.remove(await _keys(store, operation))
        case "star":
            await store.star(await _keys(store, operation), bool(operation.value))
        case "trash":
            await store.entries.trash(await _keys(store, operation), bool(operation.value))
        case "edit":
            await store.entries.edit_many(await _keys(store, operation), {"language": "de"})
        case "join":
            keep, other = await _keys(store, operation)
            await store.duplicates.merge(keep, [other])
        case "attach":
            assert staged is not None
            await _attach(store, operation, staged)
        case "undo":
            await store.undo()
        case "save":
            state = state_of_row(operation.value)
            row = DownloadItem(f"row{operation.number}", "doi:10.5555/x", None, state, received=operation.value)
            await store.save_download(row, run="torture")
        case "rebuild":
            await store.rebuild()
        case _:
            await store.forget_download(f"row{operation.number}")


async def open_on_full_disk(data_dir: Path, at: Callable[[str], None], chance: random.Random) -> None:
    """Open the library while the disk is full, which may be refused, and close it."""
    store = LibraryStore(data_dir, at=at)
    with FullDisk().during(choose_limit(chance)), contextlib.suppress(DiskError):
        await store.counts()
    await store.aclose()


def _stage(store: LibraryStore, operation: Operation, around: Path) -> Path:
    folder = store.data_dir / "downloads" if operation.number % 2 else around
    folder.mkdir(exist_ok=True)
    staged = folder / f"arrived-{operation.number}.part"
    staged.write_bytes(content_of(operation.number))
    return staged


async def _attach(store: LibraryStore, operation: Operation, staged: Path) -> None:
    sha256 = hashlib.sha256(content_of(operation.number)).hexdigest()
    try:
        await store.attach(paper_of(operation.names[0]), staged, name="paper.pdf", sha256=sha256, license="cc-by")
    except FileInOtherPaper:
        staged.unlink()  # noqa: ASYNC240  the same process works on nothing else


def broken_sidecars(data_dir: Path) -> list[str]:
    """The sidecars that are no whole JSON, before anything opens the library and may write them again."""
    broken = []
    for path in data_dir.glob("papers/*/paper.json"):
        if foreign.is_planted(str(path)):
            continue
        try:
            json.loads(path.read_bytes())
        except ValueError:
            broken.append(f"{path.parent.name} has half a sidecar")
    return broken


async def _keys(store: LibraryStore, operation: Operation) -> list[str]:
    found = [await store.find(paper_of(name).id) for name in operation.names]
    return list(dict.fromkeys(kept.key for kept in found if kept is not None))


async def visible_state(store: LibraryStore) -> Model:
    """What the library shows; `before` is left empty."""
    views = (kept_things.LibraryView.ALL, kept_things.LibraryView.TRASH)
    pages = [await store.page(view, limit=MOST) for view in views]
    rows = await store.downloads()
    return Model(
        papers=frozenset(_seen(kept) for page in pages for kept in page.papers),
        rows=tuple((int(row.key.removeprefix("row")), row.received) for row in rows),
    )


def _steps_back(data_dir: Path) -> int:
    with closing(sqlite3.connect(data_dir / "library.sqlite")) as connection:
        (steps,) = connection.execute("SELECT count(*) FROM undo WHERE undone IS NULL").fetchone()
    return int(steps)


def _seen(kept: kept_things.KeptPaper) -> Paper:
    ids = kept.paper.ids
    names = {f"a{(ids.doi or '').rpartition('.')[2]}"} if ids.doi else set()
    names |= {f"b{int(ids.arxiv[-2:])}"} if ids.arxiv else set()
    own = own_fields_of(kept.paper)
    return Paper(
        frozenset(names),
        kept.starred,
        frozenset(SHA[file.sha256] for file in kept.files),
        trashed=bool(kept.trashed),
        edited=own is not None and own.fields.get("language") == "de",
    )


async def complaints(store: LibraryStore, expected: list[Model]) -> tuple[int, list[str]]:
    """Which of the *expected* models the library is (-1: none), and what else is wrong with it."""
    wrong = [f"verify: {problem.message}" for problem in await store.verify() if not _is_foreign(problem)]
    seen = await visible_state(store)
    steps = _steps_back(store.data_dir)
    which = next(
        (
            place
            for place, model in enumerate(expected)
            if (model.papers, model.rows, len(model.before)) == (seen.papers, seen.rows, steps)
        ),
        -1,
    )
    if which < 0:
        told = " or ".join(f"{_told(model)} | {len(model.before)} steps back" for model in expected)
        wrong.append(f"shown: {_told(seen)} | {steps} steps back, and not {told}")
        return which, wrong
    model = expected[which]
    wrong += [
        f"lost: {problem.message}"
        for problem in await store.problems()
        if not problem.repaired and not _is_foreign(problem)
    ]
    counts = await store.counts()
    shown = [paper for paper in model.papers if not paper.trashed]
    if (counts.papers, counts.with_pdf, counts.starred, counts.trashed) != (
        len(shown),
        sum(bool(paper.files) for paper in shown),
        sum(paper.starred for paper in shown),
        len(model.papers) - len(shown),
    ):
        wrong.append(f"counts: {counts}")
    for words, papers_of_model in (("paper", shown), ("language:de", [paper for paper in shown if paper.edited])):
        found = await store.page(kept_things.LibraryView.ALL, words, limit=MOST)
        if found.total != len(papers_of_model):
            wrong.append(f"search: {found.total} of {len(papers_of_model)} papers are found by {words}")
    for paper in model.papers:
        for name in paper.names:
            kept = await store.find(paper_of(name).id)
            if kept is None or _seen(kept) != paper:
                wrong.append(f"find: {name} does not lead to its paper")
    return which, wrong


async def from_the_folders_alone(data_dir: Path, place: Path) -> list[str]:
    """How a library made of nothing but the papers' folders differs from the one in *data_dir*."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(data_dir / "papers", place / "papers", symlinks=True)
    one, other = LibraryStore(data_dir), LibraryStore(place)
    try:
        pages = [await store.page(kept_things.LibraryView.ALL, limit=MOST) for store in (one, other)]
        found = [problem for problem in await other.verify() if not _is_foreign(problem)]
        wrong = [f"from the folders: {problem.message}" for problem in found]
    finally:
        await one.aclose()
        await other.aclose()
    here, there = ({kept.key: _without_place(kept) for kept in page.papers} for page in pages)
    differ = sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
    return wrong + [f"from the folders: {key}: {here.get(key)} is {there.get(key)}" for key in differ]


def _without_place(kept: kept_things.KeptPaper) -> str:
    files = [(file.name, file.sha256, file.bytes, file.license, file.retrieved) for file in kept.files]
    return repr((kept.paper, kept.starred, kept.added, kept.cite_key, sorted(files)))


async def taken_back_to_the_start(store: LibraryStore, model: Model) -> list[str]:
    """Undo all that can be undone, looking at what each step gives back."""
    wrong = []
    for step, expected in enumerate(reversed(model.before), 1):
        await store.undo()
        seen = await visible_state(store)
        if seen.papers != expected:
            wrong.append(f"undo {step}: {_told(seen)}, and not {_told(Model(expected))}")
            break
    else:
        if await store.undo() is not None:
            wrong.append("undo: there was more to take back than was done")
        found = [problem for problem in await store.verify() if not _is_foreign(problem)]
        wrong += [f"after undo: {problem.message}" for problem in found]
    return wrong


def _is_foreign(problem: kept_things.LibraryProblem) -> bool:
    """Whether it names what another person has put into the folder."""
    return foreign.is_planted(f"{problem.message} {problem.path}")


def _told(model: Model) -> str:
    papers = sorted(
        f"{'+'.join(sorted(paper.names))}{'*' if paper.starred else ''}{'t' if paper.trashed else ''}"
        f"{'e' if paper.edited else ''}{sorted(paper.files) or ''}"
        for paper in model.papers
    )
    return f"{' '.join(papers)} | rows {model.rows}"
