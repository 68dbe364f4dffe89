"""Any sequence of changes leaves the library as a simple model of it says, also over restarts."""

from __future__ import annotations

import copy
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library import sidecars
from scholar_desktop.library.failures import FileInOtherPaper
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.operations import collection_ops, paper_ops, undo
from scholar_desktop.library.operations.file_ops import StagedFile, attach
from scholar_desktop.library.paper_identity import find_all
from scholar_desktop.library.recovery.integrity_check import verify
from scholar_desktop.library.search import library_pages
from scholar_desktop.library.tables import collection_rows, paper_rows
from tests.support.libraries import a_paper, a_pdf

NUMBERS = st.integers(0, 4)
FILES = st.integers(0, 3)
PLACES = st.sampled_from(["A", "B", "A/C"])
Tree = dict[str, set[int]]


@dataclass
class _Kept:
    starred: bool = False
    files: set[str] = field(default_factory=set)


class LibraryMachine(RuleBasedStateMachine):
    """`kept` and `tree` (the papers in each collection itself) are the model; `before` holds what they were before each
    change that can be taken back, `after` what they were before each undo."""

    @initialize()
    def start(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="library-model-"))
        self.kept: dict[int, _Kept] = {}
        self.tree: Tree = {}
        self.before: list[tuple[dict[int, _Kept], Tree]] = []
        self.after: list[tuple[dict[int, _Kept], Tree]] = []
        self._open()

    def _open(self) -> None:
        self.shelf = open_for_writing(
            LibraryFolders(self.place / "data"), busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None
        )
        assert self.shelf.problems == []

    def _row(self, number: int) -> int | None:
        return next(iter(find_all(self.shelf.connection, a_paper(f"Paper {number}").ids)), None)

    def _keys(self, numbers: set[int]) -> list[str]:
        found = [self._row(number) for number in sorted(numbers)]
        return [paper_rows.key_of(self.shelf.connection, row) for row in found if row is not None]

    def _remember(self) -> None:
        self.before.append(copy.deepcopy((self.kept, self.tree)))
        self.after.clear()

    def _key(self, path: str) -> int:
        one = collection_rows.find_collection(self.shelf.connection, path)
        assert one is not None
        return one.key

    @rule(numbers=st.sets(NUMBERS, min_size=1))
    def add(self, numbers: set[int]) -> None:
        new = numbers - self.kept.keys()
        if new:
            self._remember()
        self.kept |= {number: _Kept() for number in new}
        paper_ops.add_papers(self.shelf, [a_paper(f"Paper {number}") for number in numbers])

    @rule(numbers=st.sets(NUMBERS, min_size=1))
    def remove(self, numbers: set[int]) -> None:
        keeping_out = numbers & self.kept.keys()
        keys = self._keys(numbers)
        if keeping_out:
            self._remember()
        for number in keeping_out:
            del self.kept[number]
            for inside in self.tree.values():
                inside.discard(number)
        paper_ops.remove_papers(self.shelf, keys)

    @rule(numbers=st.sets(NUMBERS, min_size=1), on=st.booleans())
    def star(self, numbers: set[int], on: bool) -> None:
        different = {number for number in numbers & self.kept.keys() if self.kept[number].starred != on}
        if different:
            self._remember()
        for number in different:
            self.kept[number].starred = on
        paper_ops.star_papers(self.shelf, self._keys(numbers), on)

    @rule(number=NUMBERS, file=FILES)
    def attach(self, number: int, file: int) -> None:
        staged, sha256 = a_pdf(self.place / "staged.part", b"%d" % file)
        owner = next((other for other, kept in self.kept.items() if sha256 in kept.files), None)
        entry = StagedFile(staged, "paper.pdf", sha256)
        if owner not in (None, number):
            with pytest.raises(FileInOtherPaper):
                attach(self.shelf, a_paper(f"Paper {number}"), entry)
            return
        if owner is None:
            self._remember()
            self.kept.setdefault(number, _Kept()).files.add(sha256)
        attach(self.shelf, a_paper(f"Paper {number}"), entry)

    @rule()
    def undo(self) -> None:
        changes = undo.undo(self.shelf)
        assert (changes is None) == (not self.before)
        if self.before:
            self.after.append((self.kept, self.tree))
            self.kept, self.tree = self.before.pop()

    @rule()
    def redo(self) -> None:
        changes = undo.redo(self.shelf)
        assert (changes is None) == (not self.after)
        if self.after:
            self.before.append((self.kept, self.tree))
            self.kept, self.tree = self.after.pop()

    @rule(numbers=st.sets(NUMBERS), path=PLACES)
    def put_in(self, numbers: set[int], path: str) -> None:
        if path not in self.tree or numbers - self.tree[path]:
            self._remember()
        for above in ("A", path) if path == "A/C" else (path,):
            self.tree.setdefault(above, set())
        self.tree[path] |= numbers
        self.kept |= {number: _Kept() for number in numbers - self.kept.keys()}
        collection_ops.add_papers(self.shelf, [a_paper(f"Paper {number}") for number in sorted(numbers)], path)

    @precondition(lambda self: self.tree)
    @rule(numbers=st.sets(NUMBERS), data=st.data())
    def take_out(self, numbers: set[int], data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.tree)))
        below = [inside for other, inside in self.tree.items() if f"{other}/".startswith(f"{path}/")]
        if any(numbers & inside for inside in below):
            self._remember()
            below = [inside for other, inside in self.tree.items() if f"{other}/".startswith(f"{path}/")]
        for inside in below:
            inside -= numbers
        collection_ops.remove_papers(self.shelf, self._keys(numbers), self._key(path), below=True)

    @precondition(lambda self: self.tree)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.tree)))
        self._remember()
        self.tree = {other: inside for other, inside in self.tree.items() if not f"{other}/".startswith(f"{path}/")}
        collection_ops.delete_collection(self.shelf, self._key(path))

    @precondition(lambda self: {"A", "B"} <= self.tree.keys() and "B/A" not in self.tree)
    @rule()
    def move(self) -> None:
        self._remember()
        self.tree = {f"B/{other}" if other[0] == "A" else other: inside for other, inside in self.tree.items()}
        collection_ops.move_collection(self.shelf, self._key("A"), self._key("B"))

    @precondition(lambda self: self.kept)
    @rule(orderly=st.booleans())
    def restart(self, orderly: bool) -> None:
        self.shelf.close()
        if not orderly:
            (self.shelf.folders.work / "session-dead.lock").write_bytes(b"")
        self._open()

    @invariant()
    def library_is_as_the_model_says(self) -> None:
        if not hasattr(self, "shelf"):
            return
        while sidecars.is_due(self.shelf.connection):
            sidecars.write_due(self.shelf)
        connection, folders = self.shelf.connection, self.shelf.folders
        now = datetime.now(UTC)
        page = library_pages.load_page(connection, folders, LibraryView.ALL, "paper", now=now, offset=0, limit=99)
        found = {
            int(kept.paper.title.removeprefix("Paper ")): _Kept(kept.starred, {file.sha256 for file in kept.files})
            for kept in page.papers
        }
        assert found == self.kept
        for one in collection_rows.collection_tree(connection):
            inside = library_pages.load_page(
                connection, folders, LibraryView.ALL, "", now=now, offset=0, limit=99, collection=one.key
            )
            of_model = [numbers for path, numbers in self.tree.items() if f"{path}/".startswith(f"{one.path}/")]
            assert {int(kept.paper.title.removeprefix("Paper ")) for kept in inside.papers} == set().union(*of_model)
            assert one.papers == inside.total == len(set().union(*of_model))
        assert set(self.tree) == {one.path for one in collection_rows.collection_tree(connection, counted=False)}
        assert page.total == len(self.kept)
        counts = library_pages.library_counts(connection, now)
        assert counts.with_pdf == sum(bool(kept.files) for kept in self.kept.values())
        assert counts.starred == sum(kept.starred for kept in self.kept.values())
        assert verify(connection, folders) == ()

    def teardown(self) -> None:
        if hasattr(self, "shelf"):
            self.shelf.close()
            shutil.rmtree(self.place)


LibraryMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestLibraryMachine = LibraryMachine.TestCase
