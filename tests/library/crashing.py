"""Run by test_crashes.py: does one operation on a library and kills itself at one of its steps.

Arguments: the library folder, the operation, the step. Exits with 0 when the operation never came to that step.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, a_pdf, found, keep_pdf

ONE = a_paper("One", doi="10.5555/one")
TWO = a_paper("Two", arxiv="2004.05150")
NEW = a_paper("New", doi="10.5555/new")
BOTH = a_paper("Both", doi="10.5555/one", arxiv="2004.05150")
STAGED = "data/downloads/staged.part"


async def prepare(store: LibraryStore, around: Path) -> None:
    """Two papers with a PDF each, and a file that waits."""
    await keep_pdf(store, ONE, around, b"one", name="One.pdf")
    await keep_pdf(store, TWO, around, b"two", name="Two.pdf")
    a_pdf(around / STAGED, b"three")


async def _add(store: LibraryStore, around: Path) -> None:
    await store.add([NEW])


async def _attach(store: LibraryStore, around: Path) -> None:
    staged, sha256 = a_pdf(around / STAGED, b"three")
    await store.attach((await found(store, ONE)).key, staged, name="Three.pdf", sha256=sha256, license="cc-by")


async def _attach_new(store: LibraryStore, around: Path) -> None:
    staged, sha256 = a_pdf(around / STAGED, b"three")
    await store.attach(NEW, staged, name="Three.pdf", sha256=sha256, license="cc-by")


async def _remove(store: LibraryStore, around: Path) -> None:
    await store.remove([(await found(store, paper)).key for paper in (ONE, TWO)])


async def _merge(store: LibraryStore, around: Path) -> None:
    await store.add([BOTH])


async def _edit_many(store: LibraryStore, around: Path) -> None:
    await store.entries.edit_many([(await found(store, paper)).key for paper in (ONE, TWO)], {"language": "de"})


async def _trash(store: LibraryStore, around: Path) -> None:
    await store.entries.trash([(await found(store, paper)).key for paper in (ONE, TWO)], True)


async def _join(store: LibraryStore, around: Path) -> None:
    await store.duplicates.merge((await found(store, ONE)).key, [(await found(store, TWO)).key])


async def _collect(store: LibraryStore, around: Path) -> None:
    await store.collection_book.put_in([ONE, NEW], "Thesis/Chapter 2")


async def _undo(store: LibraryStore, around: Path) -> None:
    await store.undo()


async def _rebuild(store: LibraryStore, around: Path) -> None:
    await store.rebuild()


async def _go_back(store: LibraryStore, around: Path) -> None:
    await store.go_back(DAY)


REPLACEMENTS: dict[str, Callable[[LibraryStore, Path], Awaitable[None]]] = {"rebuild": _rebuild, "go_back": _go_back}
"""Operations that replace the database."""
REPLACEMENT_STEPS = ("imported", "built", "replacement_noted", "set_aside", "replaced")
DAY = date(2026, 11, 19)
OPERATIONS: dict[str, Callable[[LibraryStore, Path], Awaitable[None]]] = {
    "add": _add,
    "attach": _attach,
    "attach_new": _attach_new,
    "remove": _remove,
    "merge": _merge,
    "collect": _collect,
    "edit_many": _edit_many,
    "trash": _trash,
    "join": _join,
    "undo": _undo,
}
STEPS = ("journaled", "moved", "before_commit", "committed", "journal_forgotten", "sidecars")


async def _run(data_dir: Path, operation: str, deadly: str) -> None:
    is_armed = False

    def at(step: str) -> None:
        if is_armed and step == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    store = LibraryStore(data_dir, at=at)
    await store.counts()
    is_armed = True
    await (OPERATIONS | REPLACEMENTS)[operation](store, data_dir.parent)
    await store.aclose()


if __name__ == "__main__":
    folder, what, where = sys.argv[1:]
    # One interpreter for all steps: each dies in a child of its own, on a library of its own.
    for step in where.split(","):
        child = os.fork()
        if child == 0:
            asyncio.run(_run(Path(folder) / step / "data", what, step))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"
        sys.stdout.write(f"{step} {ended}\n")
