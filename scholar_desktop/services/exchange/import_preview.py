"""The entries of a file before they are imported: what the library has of each, and which are chosen."""

from __future__ import annotations

import enum
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library.tables.prepared_papers import year_of
from scholar_desktop.services.exchange.entry_import import ReadFile
from scholar_desktop.services.exchange.entry_processes import PackedEntries
from scholar_desktop.services.exchange.import_report import ImportReport

_OTHER_PEOPLE = ("editor", "collection-editor", "translator", "director", "composer")
"""Whose names are shown of an entry without authors; the first role that has people."""


class EntryState(enum.IntEnum):
    """What an import would do with an entry of a file."""

    NEW = 0
    POSSIBLE = 1
    """It is added, but may be a paper of the library, by its title and year."""
    KNOWN = 2
    RESTORED = 3
    """Its paper is in the trash."""
    REPEATED = 4
    """It is in the file before."""


ADDED = (EntryState.NEW, EntryState.POSSIBLE)


class PaperChange(NamedTuple):
    """What an entry changes in a paper of the library.

    names, extra: as `ImportedRow.changes` and `extra`; key_before: the citation key that it replaces, or empty;
    is_by_another: an entry before it in the file has changed the paper; may_add_files: it has files, which are not
    compared with those of the paper; into_collection: the user chose a collection for all entries.
    """

    names: tuple[str, ...] = ()
    key_before: str = ""
    is_by_another: bool = False
    may_add_files: bool = False
    into_collection: bool = False
    extra: tuple[str, ...] = ()


class PreviewEntry(NamedTuple):
    """An entry as a list shows it. people: as they are written, each name; same_as: the citation key of the paper, or
    of the entry before it in the file, that it is or may be; empty if it has none.

    change: what it changes in its paper, which is not new; same_row: the row of the entry before it in the file, from
    1, if that has not the citation key of the paper, which then no row shows; else None.
    """

    title: str
    people: tuple[str, ...]
    year: str
    key: str
    state: EntryState
    same_as: str
    change: PaperChange
    same_row: int | None = None


class ImportPreview:
    """The entries of a file that was read, with the report of a dry run. At first, all are chosen.

    It keeps a few bytes of each entry, because a file may have 100,000; their texts are read from the file's entries
    when they are shown. It is made in another thread, because that takes long with so many.

    with_files, into_collection: what the user chose for all entries.
    """

    with_files = True
    into_collection = False

    def __init__(self, file: ReadFile, report: ImportReport) -> None:
        self._file = file
        self._rows = rows = report.rows
        self._papers = papers = array("I")
        """The number of the first entry with the same paper, for each entry."""
        states, changed, numbers = bytearray(), bytearray(), dict[str, int]()
        turns = Yielder()
        for number, row in enumerate(rows):
            turns.yield_to_ui()
            first = numbers.setdefault(row.key, number)
            papers.append(first)
            if row.is_new:
                state = EntryState.POSSIBLE if row.may_be_known else EntryState.NEW
            elif rows[first].is_new:
                state = EntryState.REPEATED
            else:
                state = EntryState.RESTORED if row.was_trashed else EntryState.KNOWN
            states.append(state)
            changed.append(row.is_changed)
        self._states = bytes(states)
        self._of_state = {state: _mask(states, state) for state in EntryState}
        self._changed = _mask(changed, True)
        self._with_file = _mask(_have_files(file), True)
        self._ticks = bytearray(b"\x01" * len(rows))
        self._search_texts: list[str] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    # What the entries are

    def state(self, number: int) -> EntryState:
        return EntryState(self._states[number])

    def count(self, state: EntryState) -> int:
        """Return the number of entries in a state."""
        return self._of_state[state].bit_count()

    def of_state(self, state: EntryState, numbers: Iterable[int]) -> list[int]:
        """Return those of *numbers* whose entries are in *state*."""
        states = self._states
        return [number for number in numbers if states[number] == state]

    def first_of_state(self, state: EntryState, most: int) -> list[int]:
        """Return the numbers of the first entries in *state*, at most *most*."""
        found: list[int] = []
        place = self._states.find(state)
        while place >= 0 and len(found) < most:
            found.append(place)
            place = self._states.find(state, place + 1)
        return found

    def entry(self, number: int) -> PreviewEntry | None:
        """Return an entry; None if the entries of the file were let go, because they are imported."""
        first = self._papers[number]
        try:
            found, repeated = (self._file.content.entries[place] for place in (number, first))
        except (IndexError, RuntimeError):
            return None
        row, state = self._rows[number], self.state(number)
        same_as, same_row = "", None
        if state is EntryState.POSSIBLE:
            same_as = row.like_key
        elif state is EntryState.REPEATED:
            same_as = row.cite_key
            same_row = None if repeated.key == same_as else first + 1
        elif state is not EntryState.NEW:  # the key that the library has before the import
            same_as = self._rows[first].key_before or row.key_before or row.cite_key
        change = PaperChange(
            row.changes,
            row.key_before,
            row.is_changed and not row.changes and not row.was_trashed,
            self.with_files and bool(found.files),
            self.into_collection,
            row.extra,
        )
        title, people, year = found.text("title"), _people(found), _year(found)
        return PreviewEntry(title, people, year, found.key, state, same_as, change, same_row)

    def find(self, words: str) -> list[int]:
        """Return the numbers of the entries that have each of *words* in their title, people, year or citation key. The
        first call takes long with many entries; for a background thread."""
        wanted = fold_row_text(words).split()
        if self._search_texts is None:
            self._search_texts = list(_search_texts(self._file.content.entries))
        found = []
        turns = Yielder()
        for number, text in enumerate(self._search_texts):
            turns.yield_to_ui()
            if all(word in text for word in wanted):
                found.append(number)
        return found

    # Which are chosen

    def is_ticked(self, number: int) -> bool:
        return bool(self._ticks[number])

    def tick(self, numbers: Iterable[int], *, on: bool) -> None:
        """Choose entries, or leave them out."""
        ticks = self._ticks
        if isinstance(numbers, range) and numbers == range(len(ticks)):
            ticks[:] = (b"\x01" if on else b"\x00") * len(ticks)
            return
        for number in numbers:
            ticks[number] = on

    def tick_only(self, state: EntryState) -> None:
        """Choose the entries in *state*, and no others."""
        self._ticks[:] = self._of_state[state].to_bytes(len(self), "little")

    def tick_state(self, state: EntryState, *, on: bool) -> None:
        """Choose the entries in *state*, too, or leave them out."""
        mask = self._of_state[state]
        ticked = self._ticked() | mask if on else self._ticked() & ~mask
        self._ticks[:] = ticked.to_bytes(len(self), "little")

    def ticked_count(self, state: EntryState | None = None) -> int:
        """Return the number of chosen entries, or of those in *state*."""
        ticked = self._ticked()
        return (ticked if state is None else ticked & self._of_state[state]).bit_count()

    def ticked_among(self, numbers: Sequence[int]) -> int:
        """Return how many of *numbers* are chosen."""
        if isinstance(numbers, range) and numbers == range(len(self)):
            return self.ticked_count()
        return sum(map(self._ticks.__getitem__, numbers))

    def chosen(self) -> list[int] | None:
        """Return the numbers of the chosen entries; None for all of the file."""
        if self.ticked_count() == len(self):
            return None
        return list(compress(range(len(self)), self._ticks))

    def new_papers(self) -> int:
        """Return how many papers an import of the chosen entries adds: one for several entries of one work."""
        new = self._of_state[EntryState.NEW] | self._of_state[EntryState.POSSIBLE]
        if not self._of_state[EntryState.REPEATED]:
            return (self._ticked() & new).bit_count()
        return self._papers_of(new | self._of_state[EntryState.REPEATED])

    def repeats(self) -> int:
        """Return how many of the chosen entries an import adds no paper for, because another chosen one is the same
        work."""
        new = self._of_state[EntryState.NEW] | self._of_state[EntryState.POSSIBLE]
        return (self._ticked() & (new | self._of_state[EntryState.REPEATED])).bit_count() - self.new_papers()

    def known(self) -> int:
        """Return how many of the chosen entries have their paper in the library or its trash."""
        return self.ticked_count(EntryState.KNOWN) + self.ticked_count(EntryState.RESTORED)

    def updated_papers(self) -> int:
        """Return how many papers of the library an import of the chosen entries changes, also those that are added to
        the chosen collection; if there are none, those that get a file if it is new."""
        there = self._of_state[EntryState.KNOWN] | self._of_state[EntryState.RESTORED]
        if self.into_collection:
            return self._papers_of(there)
        return self.changed_papers() or (self._papers_of(there & self._with_file) if self.with_files else 0)

    def may_have_files(self) -> bool:
        """Return whether an entry has linked files, as far as is known of a large file."""
        return bool(self._with_file)

    def does_something(self) -> bool:
        """Return whether an import of the chosen entries changes anything."""
        return bool(self.new_papers() or self.updated_papers())

    def changed_papers(self) -> int:
        """Return how many papers of the library an import of the chosen entries changes."""
        there = self._of_state[EntryState.KNOWN] | self._of_state[EntryState.RESTORED]
        return self._papers_of(there & self._changed)

    def _papers_of(self, mask: int) -> int:
        return len(set(compress(self._papers, (self._ticked() & mask).to_bytes(len(self), "little"))))

    def _ticked(self) -> int:
        return int.from_bytes(self._ticks, "little")


def _mask(values: bytearray, wanted: int) -> int:
    """Return one number with a byte for each of *values*, which is 1 if it is *wanted*, and 0 if not: counting and
    combining them takes no loop."""
    return int.from_bytes(values.translate(bytes(value == wanted for value in range(256))), "little")


def _have_files(file: ReadFile) -> bytearray:
    """Return for each entry whether it has linked files. All of a large file may have some, if one does."""
    entries = file.content.entries
    if isinstance(entries, PackedEntries):
        return bytearray((entries.may_have_files,)) * len(entries)
    return bytearray(bool(entry.files) for entry in entries)


def _people(entry: FullEntry) -> tuple[str, ...]:
    for role in ("author", *_OTHER_PEOPLE):
        if found := entry.of_role(role):
            return tuple(one.shown for one in found)
    return ()


def _year(entry: FullEntry) -> str:
    issued = entry.fields.get("issued")
    year = year_of(issued)
    if year is not None:
        return str(year)
    return str(issued.get("literal") or "") if isinstance(issued, dict) else ""


def _search_texts(entries: Sequence[FullEntry]) -> Iterator[str]:
    turns = Yielder()
    if isinstance(entries, PackedEntries):
        for one in entries.prepared(lambda: None):
            turns.yield_to_ui()
            title, names, year, _venue = one.paper.columns
            names = names or " ".join(_people(one.entry))
            yield fold_row_text(f"{title} {names} {year or ''} {one.paper.wanted_key}")  # wording: searched, not shown
        return
    for entry in entries:
        turns.yield_to_ui()
        words = (entry.text("title"), *_people(entry), _year(entry), entry.key)
        yield fold_row_text(" ".join(words))
