"""The question that is asked before the files of several Zenodo records are downloaded: they may be large."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.services.zenodo.record_paper_conversion import record_of
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.ui.context.messages import Messages

LARGE_BYTES = 20_000_000
"""Files that have less together, about as much as a few PDFs, are got without a question."""
# not translated: the key of a message
FILES_WANTED = "files wanted"


def ask_about_files(
    messages: Messages, downloads: Downloads, papers: Sequence[Paper], get: Callable[[tuple[Paper, ...]], object]
) -> bool:
    """Ask whether to get the files of the records among *papers*, and say how large they are. Return False, and ask
    nothing, if there are no records, or their files are small.

    Args:
        papers: whose PDFs or files are wanted and are not in the library.
        get: gets the PDFs and files of the papers that the user chooses.
    """
    records = [paper for paper in papers if downloads.is_of_files(paper)]
    pdfs = tuple(paper for paper in papers if not downloads.is_of_files(paper))
    sizes = [_size_of(paper) for paper in records]
    total, unknown = sum(each or 0 for each in sizes), sizes.count(None)
    if not records or (not unknown and total < LARGE_BYTES):
        return False

    def run(some: tuple[Paper, ...]) -> None:
        messages.close_message(FILES_WANTED)
        get(some)

    count = len(records)
    if not unknown:
        text = ngettext("Its files are {size}.", "Their files are {size} in all.", count, size=size(total))
    elif total:
        text = ngettext(
            "The files are more than {size}: the size of {count} record is not known.",
            "The files are more than {size}: the sizes of {count} records are not known.",
            unknown,
            size=size(total),
        )
    else:
        text = gettext("The size of the files is not known.")
    lead = ngettext("Get the files of {count} record?", "Get the files of {count} records?", count)
    steps = [Step(gettext("Get files"), partial(run, tuple(papers)), icon="get")]
    if pdfs:
        lead = ngettext("Get the files of {count} record, too?", "Get the files of {count} records, too?", count)
        only = ngettext("Only {count} PDF", "Only {count} PDFs", len(pdfs))
        steps = [
            Step(gettext("Get PDFs and files"), partial(run, tuple(papers)), icon="get"),
            Step(only, partial(run, pdfs)),
        ]
    note = Note(lead, text, "warn", "question", tuple(steps))
    messages.say(FILES_WANTED, note, is_of_page=True)
    return True


def _size_of(paper: Paper) -> int | None:
    """Return the size of all files of the record *paper* in bytes; None if Zenodo has not stated it."""
    record = record_of(paper)
    if record is None or any(file.size is None for file in record.files):
        return None
    return sum(file.size or 0 for file in record.files)
