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
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.library.failures import FileInOtherPaper
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper
from tests.torture import foreign
from tests.torture.foreign import content_of, doi
from tests.torture.full_disk import FullDisk, Limit, choose_limit
from tests.torture.model import (
    BULK,
    LANGUAGES,
    NOTES,
    READING,
    RULES,
    TAGS,
    VIEWS,
    Model,
    Operation,
    Paper,
    State,
    look_of,
    state_of_row,
)

MOST = 500
VIEWED = (kept_things.LibraryView.ALL, kept_things.LibraryView.TRASH)


def arxiv(number: str) -> str:
    return f"2001.0000{number}"


def paper_of(name: str) -> papers.Paper:
    """The paper of `a3`, `b3`, `ab3` or `c1`."""
    number = name.lstrip("abc")
    if name[0] == "c":
        return a_paper(f"Work {number}", key=f"work{number}")
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
            with contextlib.suppress(UsageError):  # there is no such tag, or an entry with this key: nothing changes
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
            for key in await _keys(store, operation):
                await _edit(store, key, LANGUAGES[operation.value])
        case "edit_many":
            await store.entries.edit_many(await _keys(store, operation), {"language": LANGUAGES[operation.value]})
        case "write":
            values = {"title": paper_of(operation.names[0]).title, "item_type": "book"}
            values |= {"language": LANGUAGES[operation.value]} if operation.value else {}
            await store.entries.add(values | {"citation-key": paper_of(operation.names[0]).ids.key})
        case "empty_trash":
            await store.entries.empty_trash()
        case "tag":
            await store.own_words.tag(await _keys(store, operation), TAGS[operation.number], bool(operation.value))
        case "rename_tag":
            await store.own_words.rename(TAGS[operation.number], TAGS[operation.value])
        case "delete_tag":
            await store.own_words.delete(TAGS[operation.number])
        case "look":
            tag, colour, key = look_of(operation)
            await store.own_words.set_look(tag, colour or None, key)
        case "read":
            for paper in await _papers(store, operation):
                await store.set_reading([paper], READING[operation.value])
        case "note":
            for paper in await _papers(store, operation):
                await store.own_words.note(paper, NOTES[operation.number])
        case "bulk":
            await _bulk(store, operation)
        case "view" | "rename_view" | "delete_view":
            await _change_view(store, operation)
        case kind if "collect" in kind:
            await _change_collection(store, operation)
        case "join":
            keep, other = await _keys(store, operation)
            await store.duplicates.merge(keep, [other])
        case "attach":
            assert staged is not None
            await _attach(store, operation, staged)
        case "undo":
            await store.undo()
        case "redo":
            await store.redo()
        case "save":
            state = state_of_row(operation.value)
            row = DownloadItem(f"row{operation.number}", "doi:10.5555/x", None, state, received=operation.value)
            await store.save_download(row, run="torture")
        case "rebuild":
            await store.rebuild()
        case _:
            await store.forget_download(f"row{operation.number}")


async def _edit(store: LibraryStore, key: str, language: str) -> None:
    if language:
        await store.entries.edit(key, {"language": language})
    else:
        await store.entries.edit(key, {}, forgotten=frozenset({"language"}))


async def _bulk(store: LibraryStore, operation: Operation) -> None:
    rows = (await store.listing(kept_things.LibraryView.ALL)).rows
    run, value = kept_things.BulkRun(lambda count: None), operation.value
    match BULK[operation.number]:
        case "tag":
            await store.bulk.tag(rows, run, TAGS[0], bool(value))
        case "edit_many":
            await store.bulk.edit(rows, run, {"language": LANGUAGES[value]})
        case "mark":
            await store.bulk.mark(rows, run, READING[value])
        case "star":
            await store.bulk.star(rows, run, bool(value))
        case "trash":
            await store.bulk.trash(rows, run, bool(value))


async def _change_collection(store: LibraryStore, operation: Operation) -> None:
    book = store.collection_book
    if operation.kind == "make_collection":
        await book.make(operation.path)
        return
    if operation.kind == "collect":
        await book.put_in(await _papers(store, operation), operation.path)
        return
    one, onto = await book.find(operation.path), await book.find(operation.onto)
    assert one is not None
    match operation.kind:
        case "uncollect":
            await book.take_out(await _keys(store, operation), one.key, below=bool(operation.value))
        case "rename_collection":
            await book.rename(one.key, operation.onto)
        case "move_collection":
            await book.move(one.key, None if onto is None else onto.key)
        case "delete_collection":
            await book.delete(one.key)
        case _:
            await book.set_note(one.key, NOTES[operation.number])


async def _change_view(store: LibraryStore, operation: Operation) -> None:
    name, other = VIEWS[operation.number], VIEWS[1 - operation.number]
    if operation.kind == "view":
        await store.views.put(name, list(RULES)[operation.value])
        return
    view = await store.views.find(name)
    if view is not None and operation.kind == "rename_view":
        await store.views.rename(view.key, other)
    elif view is not None:
        await store.views.delete(view)


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


async def _papers(store: LibraryStore, operation: Operation) -> list[papers.Paper]:
    """The papers that are named; works without an identifier as they are kept, if they are."""
    found = [await store.find(paper_of(name).id) if name[0] == "c" else None for name in operation.names]
    return [
        paper_of(name) if kept is None else kept.paper
        for name, kept in zip(operation.names, found, strict=True)
        if kept is not None or name[0] != "c"
    ]


async def visible_state(store: LibraryStore) -> Model:
    """What the library shows; `before` and `after` are left empty."""
    pages = [await store.page(view, limit=MOST) for view in VIEWED]
    rows, book = await store.downloads(), store.collection_book
    state = State(
        frozenset(_seen(kept) for page in pages for kept in page.papers),
        frozenset((view.name, view.rule) for view in await store.views.all()),
        frozenset(
            (tag.name, tag.colour or "", tag.number)
            for tag in await store.own_words.all()
            if tag.colour or tag.number is not None
        ),
        frozenset([(one.path, await book.note(one.key)) for one in await book.all()]),
    )
    return Model(state, tuple((int(row.key.removeprefix("row")), row.received) for row in rows))


def _steps_back(data_dir: Path) -> int:
    return _steps(data_dir)[0]


def _steps(data_dir: Path) -> tuple[int, int]:
    """How many changes can be taken back, and how many can be made again."""
    with closing(sqlite3.connect(data_dir / "library.sqlite")) as connection:
        back, again = connection.execute(
            "SELECT count(*) FILTER (WHERE undone IS NULL), count(*) FILTER (WHERE redo IS NOT NULL) FROM undo"
        ).fetchone()
    return int(back), int(again)


def _seen(kept: kept_things.KeptPaper) -> Paper:
    ids = kept.paper.ids
    names = {f"a{(ids.doi or '').rpartition('.')[2]}"} if ids.doi else set()
    names |= {f"b{int(ids.arxiv[-2:])}"} if ids.arxiv else set()
    names |= {f"c{kept.cite_key.removeprefix('work')}"} if kept.cite_key.startswith("work") else set()
    own = own_fields_of(kept.paper)
    return Paper(
        frozenset(names),
        kept.starred,
        frozenset(SHA[file.sha256] for file in kept.files),
        trashed=bool(kept.trashed),
        language=str(own.fields.get("language", "")) if own is not None else "",
        tags=frozenset(kept.tags),
        reading=READING.index(kept.reading),
        notes=tuple(sorted(kept.notes)),
        collections=frozenset(kept.collections),
    )


async def complaints(store: LibraryStore, expected: list[Model]) -> tuple[int, list[str]]:
    """Which of the *expected* models the library is (-1: none), and what else is wrong with it."""
    wrong = [f"verify: {problem.message}" for problem in await store.verify() if not _is_foreign(problem)]
    seen = await visible_state(store)
    steps = _steps(store.data_dir)
    which = next(
        (
            place
            for place, model in enumerate(expected)
            if (model.state, model.rows, _steps_of(model)) == (seen.state, seen.rows, steps)
        ),
        -1,
    )
    if which < 0:
        told = " or ".join(f"{_told(model)} | steps {_steps_of(model)}" for model in expected)
        wrong.append(f"shown: {_told(seen)} | steps {steps}, and not {told}")
        return which, wrong
    model = expected[which]
    wrong += [
        f"lost: {problem.message}"
        for problem in await store.problems()
        if not problem.repaired and not _is_foreign(problem)
    ]
    counts = await store.counts()
    shown = [paper for paper in model.state.papers if not paper.trashed]
    read = [sum(paper.reading == state for paper in shown) for state in range(len(READING))]
    if (counts.papers, counts.with_pdf, counts.starred, counts.trashed) != (
        len(shown),
        sum(bool(paper.files) for paper in shown),
        sum(paper.starred for paper in shown),
        len(model.state.papers) - len(shown),
    ) or [counts.to_read, counts.reading, counts.read] != read[1:]:
        wrong.append(f"counts: {counts}")
    found = await store.page(kept_things.LibraryView.ALL, "title:paper", limit=MOST)
    if found.total != sum(not name.startswith("c") for paper in shown for name in sorted(paper.names)[:1]):
        wrong.append(f"search: {found.total} papers are found by their title")
    for rule, holds in RULES.items():
        count, expected_count = await store.views.count(rule), sum(map(holds, shown))
        if count != expected_count:
            wrong.append(f"search: {count} of {expected_count} papers are found by {rule}")
    for one in await store.collection_book.all():
        inside = sum(any(f"{path}/".startswith(f"{one.path}/") for path in paper.collections) for paper in shown)
        if one.papers != inside:
            wrong.append(f"counts: {one.papers} of {inside} papers in the collection {one.path}")
    for paper in model.state.papers:
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
        kept = [
            [one for view in VIEWED for one in (await store.page(view, limit=MOST)).papers] for store in (one, other)
        ]
        found = [problem for problem in await other.verify() if not _is_foreign(problem)]
        wrong = [f"from the folders: {problem.message}" for problem in found]
    finally:
        await one.aclose()
        await other.aclose()
    here, there = ({kept.key: _without_place(kept) for kept in found} for found in kept)
    differ = sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
    return wrong + [f"from the folders: {key}: {here.get(key)} is {there.get(key)}" for key in differ]


def _without_place(kept: kept_things.KeptPaper) -> str:
    files = [(file.name, file.sha256, file.bytes, file.license, file.retrieved) for file in kept.files]
    marks = (kept.starred, kept.trashed, kept.reading, sorted(kept.tags), sorted(kept.tag_colours.items()))
    own_words = (sorted(kept.notes), sorted(kept.collections))
    return repr((kept.paper, kept.added, kept.cite_key, marks, own_words, sorted(files)))


async def taken_back_to_the_start(store: LibraryStore, model: Model) -> list[str]:
    """Undo all that can be undone, and make it again, looking at what each step gives back."""
    states = [*(step.state for step in model.before), model.state, *(step.state for step in reversed(model.after))]
    for name, step_once, expected in (
        ("undo", store.undo, list(reversed(states[: len(model.before)]))),
        ("redo", store.redo, states[1:]),
    ):
        for number, state in enumerate(expected, 1):
            await step_once()
            seen = await visible_state(store)
            if seen.state != state:
                return [f"{name} {number}: {_told(seen)}, and not {_told(Model(state))}"]
        if await step_once() is not None:
            return [f"{name}: there was more to do than was done"]
        found = [problem for problem in await store.verify() if not _is_foreign(problem)]
        if found:
            return [f"after {name}: {problem.message}" for problem in found]
    return []


def _steps_of(model: Model) -> tuple[int, int]:
    return len(model.before), len(model.after)


def _is_foreign(problem: kept_things.LibraryProblem) -> bool:
    """Whether it names what another person has put into the folder."""
    return foreign.is_planted(f"{problem.message} {problem.path}")


def _told(model: Model) -> str:
    papers = sorted(
        f"{'+'.join(sorted(paper.names))}{'*' if paper.starred else ''}{'t' if paper.trashed else ''}"
        f"{paper.reading or ''}{paper.language}{sorted(paper.tags) or ''}{list(paper.notes) or ''}"
        f"{sorted(paper.files) or ''}{sorted(paper.collections) or ''}"
        for paper in model.state.papers
    )
    looks = sorted((tag, colour, key or 0) for tag, colour, key in model.state.looks)
    others = (sorted(model.state.views), looks, sorted(model.state.collections))
    return f"{' '.join(papers)} | views, tags, collections {others} | rows {model.rows}"
