"""The columns of the library's table: their heads, widths and texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from scholar_desktop.domain.library import READ, TO_READ, KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.library.entry_columns import entry_text, type_of_entry
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, TypeScale
from scholar_desktop.ui.words.entry_words import type_title
from scholar_desktop.ui.words.wording import calendar_day, counted_on, day, number, paper_authors_short


class TableColumn(msgspec.Struct, frozen=True):
    """A column.

    name: as in the library's sorts, and as the window keeps it; title: its head; width: in pixels at the base size of
    text; text: of a paper; icon: its sign instead of a text, empty for none; falls: the highest value comes first;
    end: the text is at the end of the cell; note: what its tooltip adds; least: the width down to which it gives way in
    a narrow table, None if it does not.
    """

    name: str
    title: Message
    width: int
    text: Callable[[KeptPaper], str]
    icon: Callable[[KeptPaper], str] | None = None
    falls: bool = False
    end: bool = False
    note: Callable[[KeptPaper], str] = lambda kept: ""
    least: int | None = None

    def tooltip(self, kept: KeptPaper) -> str:
        """Return the text and the note."""
        return "\n".join(filter(None, (self.text(kept), self.note(kept))))

    @property
    def head(self) -> str:
        """The title in the user's language."""
        return shown(self.title)


def pdf_words(kept: KeptPaper) -> str:
    """Return whether the library has the PDF of *kept*, or the files of a record without one."""
    if kept.pdf:
        return gettext("with PDF")
    return gettext("with files, without PDF") if kept.files else gettext("without PDF")


def pdf_icon(kept: KeptPaper) -> str:
    """Return the icon for what `pdf_words` says; empty without PDF and files."""
    return "file-text" if kept.pdf else "folder" if kept.files else ""


def _reading(kept: KeptPaper) -> str:
    return shown(_STATES[kept.reading]) if kept.reading in _STATES else ""


_STATES = {TO_READ: Message("To read"), "reading": Message("Being read"), READ: Message("Read already")}


def _citations(kept: KeptPaper) -> str:
    count = kept.paper.counts.citations
    return "" if count is None else number(count)


def title_signs(kept: KeptPaper, columns: Collection[str]) -> list[tuple[str, str, str]]:
    """Return the signs before a title, each with its colour and its words, for what none of *columns* shows."""
    signs = []
    if kept.starred and "star" not in columns:
        signs.append(("star-full", "warn", gettext("starred")))
    if "reading" in columns:
        return signs
    if kept.to_read:
        signs.append(("to-read", "text", gettext("to read")))
    elif kept.reading == "reading":
        signs.append(("read", "text", gettext("being read")))
    return signs


_ALL = (
    TableColumn("title", Message("Title"), 320, lambda kept: plain(kept.paper.title) or gettext("Untitled"), least=240),
    TableColumn("author", Message("Authors"), 180, lambda kept: paper_authors_short(kept.paper), least=90),
    TableColumn("year", Message("Year"), 56, lambda kept: str(kept.paper.year or ""), falls=True),
    TableColumn("venue", Message("Venue"), 180, lambda kept: plain(kept.paper.venue or ""), least=80),
    TableColumn("type", Message("Type"), 132, lambda kept: type_title(type_of_entry(kept))),
    TableColumn("added", Message("Added"), 100, lambda kept: day(kept.added), falls=True),
    TableColumn(
        "citations",
        Message("Citations"),
        76,
        _citations,
        falls=True,
        end=True,
        note=lambda kept: counted_on(kept.paper),
    ),
    TableColumn("pdf", Message("PDF"), 44, pdf_words, pdf_icon, falls=True),
    TableColumn("reading", Message("Reading state"), 100, _reading),
    TableColumn(
        "star",
        Message("Star"),
        44,
        lambda kept: gettext("starred") if kept.starred else "",
        lambda kept: "star-full" if kept.starred else "",
        falls=True,
    ),
    TableColumn("tags", Message("Tags"), 140, lambda kept: ", ".join(kept.tags), least=90),
    TableColumn("collections", Message("Collections"), 160, lambda kept: ", ".join(kept.collections), least=100),
    TableColumn("publisher", Message("Publisher"), 150, lambda kept: entry_text(kept, "publisher"), least=100),
    TableColumn("volume", Message("Volume"), 64, lambda kept: entry_text(kept, "volume")),
    TableColumn("issue", Message("Issue"), 64, lambda kept: entry_text(kept, "issue")),
    TableColumn("page", Message("Pages"), 80, lambda kept: entry_text(kept, "page")),
    TableColumn("language", Message("Language"), 80, lambda kept: entry_text(kept, "language")),
    TableColumn("doi", Message("DOI"), 180, lambda kept: kept.paper.ids.doi or ""),
    TableColumn("key", Message("Citation key"), 140, lambda kept: kept.cite_key),
)
COLUMNS = {column.name: column for column in _ALL}
"""All columns by name, in the order of the menu."""
FIRST = ("title", "author", "year", "venue", "type", "added", "pdf")
"""The columns that are shown until the user chooses others."""
AROUND = 16
"""Space at both sides of the text of a cell, in pixels at base size."""
ARROW = 20
"""Space for the arrow of the order beside the text of a head."""
GIVE_WAY = ("added", "venue", "type")
"""Those of them that a narrow table leaves out, in this order."""


def without_room(columns: Sequence[TableColumn], room: int, sorted_by: str = "") -> tuple[str, ...]:
    """Return the names of the columns that are left out so that the others have their least widths in *room*. The one
    that the rows are *sorted_by* stays."""
    left_out: list[str] = []
    for name in (each for each in GIVE_WAY if each != sorted_by):
        if sum(each.least or each.width for each in columns if each.name not in left_out) > room:
            left_out.append(name)
    return tuple(left_out)


def fitted(columns: Sequence[TableColumn], chosen: Mapping[str, int], room: int) -> dict[str, int]:
    """Return the width of each column: the one that the user chose, else the usual one, so that all fill *room*.

    In a narrow table the long texts give way, each down to its `least`, and the title last; in a wide one the title
    takes what is left.
    """
    widths = {column.name: chosen.get(column.name, column.width) for column in columns}
    soft = {
        column.name: column.width - column.least for column in columns if column.least and column.name not in chosen
    }
    for giving in ([name for name in soft if name != "title"], ["title"] if "title" in soft else []):
        missing, can_give = sum(widths.values()) - room, sum(soft[name] for name in giving)
        if missing > 0 and can_give:
            share = min(1.0, missing / can_give)
            widths.update({name: widths[name] - math.ceil(soft[name] * share) for name in giving})
    if "title" in soft:
        widths["title"] += max(0, room - sum(widths.values()))
    return widths


def with_room_for_dates(columns: Sequence[TableColumn], scale: TypeScale) -> tuple[TableColumn, ...]:
    """Return *columns*; that of a date is as wide as the longest date of the language needs, and each without a `least`
    as its head with the arrow of the order."""
    heads = scale.metrics(SMALL)
    columns = tuple(
        each
        if each.least
        else msgspec.structs.replace(
            each,
            width=max(each.width, _at_base(heads.horizontalAdvance(each.head) + scale.px(AROUND + ARROW), scale)),
        )
        for each in columns
    )
    dates = (calendar_day(f"2026-{month:02}-28") for month in range(1, 13))
    longest = max(scale.metrics(BODY).horizontalAdvance(each) for each in dates)
    needed = _at_base(longest + scale.px(AROUND), scale)
    return tuple(
        msgspec.structs.replace(each, width=max(each.width, needed)) if each.name == "added" else each
        for each in columns
    )


def needed_widths(
    columns: Sequence[TableColumn], papers: Sequence[KeptPaper], known: Mapping[str, int], scale: TypeScale
) -> dict[str, int]:
    """Return how wide each column of *columns* must be for the texts of *papers* and those of which it is *known*."""
    needed, metrics, around = dict(known), scale.metrics(BODY), scale.px(AROUND)
    for column in columns:
        if column.name == "title" or column.icon is not None:
            continue
        for text in {column.text(kept) for kept in papers}:
            if needed.get(column.name, 0) >= column.width:
                break
            width = _at_base(metrics.horizontalAdvance(text) + around, scale)
            needed[column.name] = max(needed.get(column.name, 0), width)
    return needed


def without_spare_room(
    columns: Sequence[TableColumn], needed: Mapping[str, int], scale: TypeScale
) -> tuple[TableColumn, ...]:
    """Return *columns*, each as wide as its texts (`needed_widths`) and its head with the arrow of the order need, at
    most as wide as it is."""
    heads, found = scale.metrics(SMALL), list[TableColumn]()
    for column in columns:
        head = _at_base(heads.horizontalAdvance(column.head) + scale.px(AROUND + ARROW), scale)
        width = min(column.width, max(needed.get(column.name, column.width), head))
        least = None if column.least is None else min(column.least, width)
        found.append(msgspec.structs.replace(column, width=width, least=least))
    return tuple(found)


def _at_base(pixels: float, scale: TypeScale) -> int:
    """Return a width at the base size of text."""
    return math.ceil(pixels * 100 / max(scale.px(100), 1))


def usual_width(name: str) -> int:
    """Return the width of a column that the user did not change; 0 for an unknown one."""
    return COLUMNS[name].width if name in COLUMNS else 0


def columns_of(names: Sequence[object]) -> tuple[TableColumn, ...]:
    """Return the columns with these names; unknown names are omitted, and without any, the first choice is returned."""
    known = tuple(COLUMNS[name] for name in dict.fromkeys(names) if isinstance(name, str) and name in COLUMNS)
    return known or tuple(COLUMNS[name] for name in FIRST)
