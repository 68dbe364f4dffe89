"""Adds a file to the folder of its paper."""

from __future__ import annotations

import errno
import os
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from scholar_desktop.domain.download import PAPER_REMOVED
from scholar_desktop.domain.errors import DiskError, NotFound, PaperRemoved
from scholar_desktop.domain.library import Changes, KeptPaper, StagedPdf
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message, stored_text
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.library.containment import is_contained, is_regular_file
from scholar_desktop.library.database.write_session import Operation, WriteSession
from scholar_desktop.library.failures import FileInOtherPaper
from scholar_desktop.library.folders import SIDECAR, sync_file, sync_folder
from scholar_desktop.library.operations.paper_ops import (
    describe_rows,
    free_file_name,
    name_placing,
    place_paper,
    quote_title,
    rows_with,
)
from scholar_desktop.library.tables import compared_papers, paper_rows

INCOMING = "incoming"
"""Start of the name of a temporary copy from another disk, in <data>/.library; the id of the session follows."""


class StagedFile(msgspec.Struct, frozen=True):
    """A complete, checked file that is still outside the folders of the papers.

    sha256: computed while the file was received; as_named: the file was requested by its name (as part of a record), so
    the same bytes under another name, or for another paper, are kept as a separate file (every second record has the
    same licence text); is_step: called when the file is added; False if that is no undo entry; None always makes one;
    review, checked_with: as of `KeptFile`; kept_as: as of `LibraryStore.attach`.
    """

    path: Path
    name: str
    sha256: str
    version: str | None = None
    license: str | None = None
    source_url: str | None = None
    retrieved: str | None = None
    as_named: bool = False
    source: str | None = None
    is_step: Callable[[], bool] | None = None
    review: str | None = None
    kept_as: Callable[[], str | None] | None = None
    checked_with: str | None = None


def attach(writer: WriteSession, owner: str | Paper, staged: StagedFile) -> Changes:
    """Moves a file into the folder of its paper.

    Args:
        owner: the key of a paper in the library, or a paper, which is added to the library with the file.

    Raises:
        FileInOtherPaper: the library has the file for another paper.
        PaperRemoved: the paper was removed from the library while the file was downloaded.
        NotFound: the key is unknown.
        DiskError: the file cannot be moved.
        ValueError: the name is not a plain file name.
    """
    if staged.name != os.path.basename(staged.name) or fold_file_name(staged.name) in (
        "",
        ".",
        "..",
        fold_file_name(SIDECAR),
    ):
        raise ValueError(f"not a name for a file of a paper: {staged.name!r}")
    if staged.path.resolve().is_relative_to(writer.folders.papers.resolve()):
        raise ValueError(f"a file of the library is not staged: {staged.path}")
    if not is_regular_file(staged.path):
        raise DiskError(
            Message("The file {path} to be saved no longer exists.", path=str(staged.path)),
            hint=Message("Get the PDF again."),
            subject=LIBRARY,
        )
    sync_file(staged.path)
    source, copied = staged.path, None
    if not is_contained(writer.folders.data, staged.path):
        # a move from another folder could not be reversed after a crash: the journal refuses to lead out of the library
        source = copied = _copy_to_incoming(writer, staged.path)
    try:
        while True:
            try:
                with writer.operation() as operation:
                    _check_not_removed(operation, owner, staged)
                    is_step = staged.is_step is None or staged.is_step()
                    _attach(operation, owner, staged, source, merges=is_step)
                    if is_step:
                        name_placing(operation)
                    else:
                        operation.label = None
                break
            except OSError as error:
                # Another file system: the file cannot be renamed from there. Copy it first, without holding the write
                # lock.
                if error.errno != errno.EXDEV or copied is not None:
                    raise
                source = copied = _copy_to_incoming(writer, staged.path)
    finally:
        if copied is not None:
            copied.unlink(missing_ok=True)
    if copied is not None or staged.path.exists():
        staged.path.unlink(missing_ok=True)
    return operation.changes()


def attach_together(
    writer: WriteSession, files: Sequence[tuple[Paper, StagedFile]], refused: dict[str, FileInOtherPaper]
) -> Changes:
    """Moves PDFs that are staged in the library folder into the folders of their papers: one change, which one undo
    reverts.

    Args:
        refused: gets those files that the library has for another paper, by their SHA-256; they are left out.
    """
    for _owner, one in files:
        sync_file(one.path)
    left = list(files)
    while True:
        try:
            with writer.operation() as operation:
                for owner, _staged in left:  # what is merged is merged before it gets a file
                    place_paper(operation, owner)
                for owner, staged in left:
                    _attach(operation, owner, staged, staged.path, merges=True)
                _name_together(operation)
                name_placing(operation)
            return operation.changes()
        except FileInOtherPaper as error:
            refused[staged.sha256] = error
            left = [(owner, one) for owner, one in left if one.sha256 != staged.sha256]


class Change(Protocol):
    """Runs an operation in the writer thread."""

    def __call__(self, job: Callable[[WriteSession], Changes], *, to_end: bool) -> Awaitable[Changes]: ...


async def change_together(change: Change, pdfs: Sequence[StagedPdf]) -> tuple[Changes, dict[str, KeptPaper]]:
    """Runs `attach_together` for *pdfs*. Returns what changed, and the papers that have those refused, by SHA-256."""
    files = [
        (
            pdf.paper,
            StagedFile(pdf.staged, pdf.name, pdf.sha256, retrieved=pdf.retrieved, source=pdf.source, review=pdf.review),
        )
        for pdf in pdfs
    ]
    refused: dict[str, FileInOtherPaper] = {}
    changes = await change(partial(attach_together, files=files, refused=refused), to_end=True)
    return changes, {sha256: error.owner for sha256, error in refused.items()}


def _name_together(operation: Operation) -> None:
    """Names an operation that added several PDFs; one of a single PDF has its name."""
    connection, inverse = operation.connection, operation.inverse
    if len(inverse.detach) < 2:
        return
    pdfs = Message.counted("{count} PDF", "{count} PDFs", len(inverse.detach))
    new = paper_rows.rows_of(connection, inverse.withdraw)
    back = paper_rows.rows_of(connection, list(inverse.trashed))
    papers, restored = describe_rows(connection, new), describe_rows(connection, back)
    if new and back:
        operation.label = Message(
            "add {pdfs} and {papers}, restoring {restored}", pdfs=pdfs, papers=papers, restored=restored
        )
    elif new:
        operation.label = Message("add {pdfs} and {papers}", pdfs=pdfs, papers=papers)
    elif back:
        operation.label = Message("add {pdfs}, restoring {restored}", pdfs=pdfs, restored=restored)
    else:
        operation.label = Message("add {pdfs}", pdfs=pdfs)


def _check_not_removed(operation: Operation, owner: str | Paper, staged: StagedFile) -> None:
    """Raises PaperRemoved if the library had *owner* when the download began, and has it no longer, or in the trash."""
    key = staged.kept_as() if staged.kept_as is not None else None
    if key is None or not isinstance(owner, Paper):
        return
    connection = operation.connection
    rows = {*rows_with(connection, owner), *paper_rows.rows_of(connection, [key])}
    if not compared_papers.not_trashed(connection, list(rows)):
        raise PaperRemoved(PAPER_REMOVED, subject=owner.id or LIBRARY)


def _attach(operation: Operation, owner: str | Paper, staged: StagedFile, source: Path, *, merges: bool) -> None:
    """merges: papers of the library that *owner* shows to be the same are merged."""
    connection, folders = operation.connection, operation.folders
    if isinstance(owner, Paper):
        paper_id = place_paper(operation, owner, merges=merges)
    elif (known := paper_rows.row_of(connection, owner)) is not None:
        paper_id = known
    else:
        raise NotFound(Message("The paper is no longer in your library."), hint=Message("Add it again."), subject=owner)
    size = source.stat().st_size
    for file_id, other_id, name in connection.execute(
        "SELECT id, paper_id, name FROM files WHERE sha256 = ?", (staged.sha256,)
    ).fetchall():
        if folders.find_file(paper_rows.folder_of(connection, other_id), name) is None:
            # the file had been lost, and is added again
            connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
            operation.touch(paper_rows.key_of(connection, other_id))
        elif other_id == paper_id and (not staged.as_named or fold_file_name(name) == fold_file_name(staged.name)):
            return  # the file is in the library already; the caller deletes the staged file
        elif not staged.as_named:
            kept = paper_rows.load_one(connection, folders, other_id)
            assert kept is not None
            raise FileInOtherPaper(kept)
    folder = paper_rows.writable_folder(operation.writer, paper_id)
    name = free_file_name(connection, folders, paper_id, staged.name)
    made = connection.execute(
        """
        INSERT INTO files
            (paper_id, name, sha256, bytes, version, license, source_url, retrieved, source, review, checked_with)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            paper_id,
            name,
            staged.sha256,
            size,
            staged.version,
            staged.license,
            staged.source_url,
            staged.retrieved or operation.writer.now(),
            staged.source,
            None if staged.review is None else stored_text(staged.review),
            staged.checked_with,
        ),
    )
    assert made.lastrowid is not None
    operation.inverse.detach.append(made.lastrowid)
    operation.files.add(staged.sha256)
    key = paper_rows.key_of(connection, paper_id)
    operation.touch(key)
    title = quote_title(paper_rows.title_of(connection, paper_id))
    is_pdf = name.lower().endswith(".pdf")
    if operation.inverse.withdraw and is_pdf:
        operation.label = Message("add {title} with its PDF", title=title)
    elif operation.inverse.withdraw:
        operation.label = Message("add {title} with a file", title=title)
    elif key in operation.inverse.trashed and is_pdf:
        operation.label = Message("restore {title} and add its PDF", title=title)
    elif key in operation.inverse.trashed:
        operation.label = Message("restore {title} and add a file", title=title)
    elif is_pdf:
        operation.label = Message("add the PDF of {title}", title=title)
    else:
        operation.label = Message("add a file of {title}", title=title)
    operation.move([(source, folders.file(folder, name))], can_be_taken_back=False)


def _copy_to_incoming(writer: WriteSession, staged: Path) -> Path:
    """Makes *staged* available in the library folder, flushes it to the disk, and returns its path.

    It is a hard link where the file system has them, and a copy otherwise.
    """
    import shutil

    near = writer.folders.inside(writer.folders.work / f"{INCOMING}-{writer.session.id}")
    near.unlink(missing_ok=True)
    try:
        try:
            os.link(staged, near)
        except OSError:
            shutil.copyfile(staged, near)
        sync_file(near)
        sync_folder(near.parent)
    except OSError:
        near.unlink(missing_ok=True)
        raise
    writer.at("copied")
    return near
