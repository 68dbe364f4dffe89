"""The report of an import; that of the last one is kept in the folder of the library."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.full_entry import FullEntry, SkippedPart
from scholar_desktop.domain.opened_file import MOST_STATE_BYTES, read_file
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, encode_stored, restored
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.library.operations.import_ops import COLLECTIONS, ImportedRow

log = logging.getLogger(__name__)

REPORT_FILE = "last_import.json"
MOST_NAMED, LONGEST_TITLE = 10, 60
"""Entries that a remark on an import names, and the characters of a title in it."""
MOST_OUTCOMES = 5000
"""Entries of a file up to which the report says what became of each one."""
ADDED, POSSIBLE, UPDATED, COLLECTED, KNOWN = "added", "possible", "updated", "collected", "known"
RESTORED, REPEATED, NOT_CHOSEN = "restored", "repeated", "not_chosen"
"""What became of an entry."""
_Pairs = tuple[tuple[str, str], ...]


class ImportCounts(msgspec.Struct, frozen=True):
    """What the rows of a report count, as `ImportReport` describes it; unchanged: those that are in the file before,
    too."""

    entries: int
    added: int
    possibly_known: int
    updated: int
    unchanged: int
    files: int
    collected: int = 0


def count_rows(rows: Sequence[ImportedRow]) -> ImportCounts:
    """Return the counts of *rows*. With many rows, for a background thread."""
    others = [row for row in rows if not row.is_new]
    restored = {row.key for row in others if row.was_trashed}
    otherwise = {row.key for row in others if row.files or any(name != COLLECTIONS for name in row.changes)}
    collected = {row.key for row in others if _is_collected(row)}
    return ImportCounts(
        entries=len(rows),
        added=len(rows) - len(others),
        possibly_known=sum([row.may_be_known for row in rows]),
        updated=len({row.key for row in others if row.is_changed} - restored),
        unchanged=sum(not row.is_changed for row in others),
        files=sum([row.files for row in rows]),
        collected=len(collected - restored - otherwise),
    )


def _is_collected(row: ImportedRow) -> bool:
    """Return whether all that an entry changes in its paper is that it is added to collections."""
    return row.changes == (COLLECTIONS,) and not row.files


class EntryOutcome(msgspec.Struct, frozen=True, rename=stored("line name outcome")):
    """What became of an entry. line: where it begins in the file, from 1, 0 if there are no lines; name: its citation
    key, or its title."""

    line: int
    name: str
    outcome: str


def entry_outcomes(
    entries: Sequence[FullEntry], only: Sequence[int] | None, rows: Sequence[ImportedRow]
) -> tuple[EntryOutcome, ...]:
    """Return what became of each of *entries*; none if there are too many. For a background thread.

    Args:
        only: the numbers of those that were taken, None for all; rows: what became of these.
    """
    if len(entries) > MOST_OUTCOMES:
        return ()
    taken = dict(zip(range(len(entries)) if only is None else only, rows, strict=True))
    new = {row.key for row in rows if row.is_new}
    found = []
    for number, entry in enumerate(entries):
        name = entry.key or shorten(entry.text("title"), LONGEST_TITLE)
        row = taken.get(number)
        found.append(EntryOutcome(entry.line, name, NOT_CHOSEN if row is None else _outcome(row, new)))
    return tuple(found)


def _outcome(row: ImportedRow, new: Collection[str]) -> str:
    if row.is_new:
        return POSSIBLE if row.may_be_known else ADDED
    if row.key in new:
        return REPEATED
    if row.was_trashed:
        return RESTORED
    if _is_collected(row):
        return COLLECTED
    return UPDATED if row.is_changed else KNOWN


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did, or would do.

    rows: one for each entry, in the order of the file; problems: files that were not taken in, with the line of their
    entry, and faults in entries that were read; dry_run: nothing was changed; repeated: the citation keys, or
    titles, of entries that are in the file before; restored: the titles of papers that were in the trash;
    renamed: citation keys that another paper has, each with the one that the paper got instead; replaced: citation keys
    that the library made, each with the one of the file that replaces it; kept_keys: citation keys of the file, each
    with the other one that its paper had in the library before; double_keys: citation keys of repeated entries, each
    with the other one that its paper got from an entry of the file before it; renamed_groups: names of groups that
    collections cannot have, each with the name of its collection; not_chosen: how many entries the user left out;
    counts: of the rows; None: they are counted; outcomes: what became of each entry, in the order of the file; none if
    it was not noted; added_keys: of the added papers in the library.
    """

    format: str
    rows: tuple[ImportedRow, ...]
    skipped: tuple[SkippedPart, ...]
    problems: tuple[SkippedPart, ...]
    notes: tuple[str, ...]
    dry_run: bool = False
    repeated: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    kept_keys: tuple[tuple[str, str], ...] = ()
    double_keys: tuple[tuple[str, str], ...] = ()
    renamed_groups: tuple[tuple[str, str], ...] = ()
    not_chosen: int = 0
    outcomes: tuple[EntryOutcome, ...] = ()

    counts: ImportCounts | None = None
    added_keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.counts is None:
            msgspec.structs.force_setattr(self, "counts", count_rows(self.rows))

    @property
    def entries(self) -> int:
        """Number of entries that were taken."""
        return self._counts.entries

    @property
    def added(self) -> int:
        """Number of entries that were not in the library."""
        return self._counts.added

    @property
    def possibly_known(self) -> int:
        """Number of the added entries that may be papers of the library, by their title and year."""
        return self._counts.possibly_known

    @property
    def known(self) -> int:
        """Number of entries that were there already, or are in the file before."""
        return self.entries - self.added

    @property
    def updated(self) -> int:
        """Number of papers that were in the library, not in its trash, and that the import changed."""
        return self._counts.updated

    @property
    def collected(self) -> int:
        """Number of those that it only added to collections."""
        return self._counts.collected

    @property
    def unchanged(self) -> int:
        """Number of entries whose paper was in the library and has nothing new from the file."""
        return self._counts.unchanged - len(self.repeated)

    @property
    def files(self) -> int:
        """Number of files that were added."""
        return self._counts.files

    @property
    def _counts(self) -> ImportCounts:
        assert self.counts is not None
        return self.counts

    def remarks(self) -> list[Message]:
        """Return what the user should know about papers that were in the trash, entries that are in the file twice,
        and keys that were changed."""
        found = []
        if count := len(self.restored):
            titles = _first(self.restored)
            found.append(
                Message.counted(
                    "The import restores {count} paper from the trash: {titles}.",
                    "The import restores {count} papers from the trash: {titles}.",
                    count,
                    titles=titles,
                )
                if self.dry_run
                else Message.counted(
                    "Restored {count} paper from the trash: {titles}.",
                    "Restored {count} papers from the trash: {titles}.",
                    count,
                    titles=titles,
                )
            )
        doubled = {before for before, _now in self.double_keys}
        if repeated := [key for key in self.repeated if key not in doubled]:
            found.append(Message("In the file more than once: {keys}.", keys=_first(repeated)))
        renamed = Message("These citation keys name other papers and were changed: {keys}.")
        replaced = Message("Citation keys that your library made were replaced by those of the file: {keys}.")
        if self.dry_run:
            renamed = Message("These citation keys name other papers and are changed: {keys}.")
            replaced = Message("Citation keys that your library made are replaced by those of the file: {keys}.")
        for pairs, text in (
            (self.renamed, renamed),
            (self.replaced, replaced),
            (self.kept_keys, Message("Your library has other citation keys for these entries: {keys}.")),
            (self.renamed_groups, Message("Collection names cannot contain “/”: {keys}.")),
        ):
            if pairs:
                found.append(text.filled(keys=_first([f"{before} → {now}" for before, now in pairs])))
        if self.double_keys:
            found.append(_double_keys_remark(self.double_keys))
        return found


def _double_keys_remark(pairs: _Pairs) -> Message:
    """Return the sentence about entries that have several citation keys in the file: *pairs* of the key that is not
    kept, and the one that is."""
    dropped: dict[str, list[str]] = {}
    for other, kept in pairs:
        dropped.setdefault(kept, []).append(other)
    if len(dropped) == 1:
        ((kept, others),) = dropped.items()
        return Message(
            "An entry that the file has more than once keeps its first citation key: {kept}, not {others}.",
            kept=kept,
            others=_first(others),
        )
    keys = [f"{kept} ({_first(others)})" for kept, others in dropped.items()]
    return Message(
        "Entries that the file has more than once keep their first citation keys, not those in brackets: {keys}.",
        keys=_first(keys),
    )


def _first(names: Sequence[str]) -> str:
    return ", ".join((*names[:MOST_NAMED], "…") if len(names) > MOST_NAMED else names)


class StoredPart(msgspec.Struct, frozen=True, rename=stored("line text reason")):
    """A part of a file that was left out or has a fault, as `SkippedPart`."""

    line: int
    text: str
    reason: str


class StoredCounts(
    msgspec.Struct,
    frozen=True,
    rename=stored("entries added possibly_known updated unchanged files not_chosen collected"),
):
    """The numbers of a report."""

    entries: int = 0
    added: int = 0
    possibly_known: int = 0
    updated: int = 0
    unchanged: int = 0
    files: int = 0
    not_chosen: int = 0
    collected: int = 0


class StoredImport(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "file counts skipped problems notes repeated restored renamed replaced kept_keys double_keys renamed_groups "
        "outcomes added_keys",
        form="format",
    ),
):
    """A report without its rows. file: the name of the file; the others as in `ImportReport`."""

    file: str
    form: str
    counts: StoredCounts
    skipped: tuple[StoredPart, ...] = ()
    problems: tuple[StoredPart, ...] = ()
    notes: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    renamed: _Pairs = ()
    replaced: _Pairs = ()
    kept_keys: _Pairs = ()
    double_keys: _Pairs = ()
    renamed_groups: _Pairs = ()
    outcomes: tuple[EntryOutcome, ...] = ()
    added_keys: tuple[str, ...] = ()


def save_report(folder: Path, report: ImportReport, file: str) -> None:
    """Keep the report of an import of the file called *file* in *folder*, in place of the one before. If that fails, or
    it is too long to be read again, there is none: the import itself is done."""
    from scholar_desktop.profile import write_atomically

    counts = report.counts
    assert counts is not None
    kept = StoredImport(
        file,
        report.format,
        StoredCounts(**msgspec.structs.asdict(counts), not_chosen=report.not_chosen),
        _stored_parts(report.skipped),
        _stored_parts(report.problems),
        report.notes,
        report.repeated,
        report.restored,
        report.renamed,
        report.replaced,
        report.kept_keys,
        report.double_keys,
        report.renamed_groups,
        report.outcomes,
        report.added_keys,
    )
    path = folder / REPORT_FILE
    content = msgspec.json.encode(kept, enc_hook=encode_stored)
    try:
        if len(content) <= MOST_STATE_BYTES:
            write_atomically(path, content)
            return
        path.unlink(missing_ok=True)
    except (DiskError, OSError) as error:
        log.info("the report of an import is not kept: %s", error)


def has_report(folder: Path) -> bool:
    """Return True if a report is kept in *folder*."""
    return (folder / REPORT_FILE).is_file()


def load_report(folder: Path) -> tuple[ImportReport, str] | None:
    """Return the report that is kept in *folder*, without rows, and the name of its file; None if there is none."""
    try:
        kept = msgspec.json.decode(read_file(folder / REPORT_FILE, MOST_STATE_BYTES), type=StoredImport)
    except (OSError, UsageError, msgspec.MsgspecError):
        return None
    numbers = msgspec.structs.asdict(kept.counts)
    not_chosen = numbers.pop("not_chosen")
    report = ImportReport(
        kept.form,
        (),
        _parts(kept.skipped),
        _parts(kept.problems),
        tuple(map(restored, kept.notes)),
        False,
        kept.repeated,
        kept.restored,
        kept.renamed,
        kept.replaced,
        kept.kept_keys,
        kept.double_keys,
        kept.renamed_groups,
        not_chosen,
        kept.outcomes,
        ImportCounts(**numbers),
        kept.added_keys,
    )
    return report, kept.file


def _stored_parts(parts: tuple[SkippedPart, ...]) -> tuple[StoredPart, ...]:
    return tuple(StoredPart(part.line, part.text, part.reason) for part in parts)


def _parts(parts: tuple[StoredPart, ...]) -> tuple[SkippedPart, ...]:
    return tuple(SkippedPart(part.line, part.text, restored(part.reason)) for part in parts)
