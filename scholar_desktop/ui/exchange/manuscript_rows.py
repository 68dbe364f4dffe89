"""The table of a manuscript's references: the words and pieces of its rows, its model, its delegate and its head."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CORRECTED,
    IDENTIFIER_FOUND,
    KEPT_AS_WRITTEN,
    ONLY_IN_LIBRARY,
    OTHER_VENUE,
    SHOWN_WORDS,
    CheckedManuscript,
    CheckedReference,
    Correction,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.name_differences import shortened
from scholar_desktop.domain.reference_lists.other_years import OtherYear
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.reference_marks import plain_reference
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.exchange.compared_people import compared_people
from scholar_desktop.ui.rows.column_titles import ColumnTitle
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.entry_words import field_title, type_title
from scholar_desktop.ui.words.wording import authors_short, venue_and_year

_SIGNS = {
    ReferenceVerdict.RETRACTED.value: ("alert", "error"),
    ReferenceVerdict.MISSING.value: ("question", "error"),
    ReferenceVerdict.DUPLICATE.value: ("copy", "warn"),
    ReferenceVerdict.NOT_FOUND.value: ("cross", "error"),
    ONLY_IN_LIBRARY: ("info", "warn"),
    ReferenceVerdict.WRONG_ID.value: ("alert", "error"),
    ReferenceVerdict.NOTICE.value: ("alert", "warn"),
    ReferenceVerdict.WRONG_FIELD.value: ("warning", "warn"),
    ReferenceVerdict.PREPRINT_PUBLISHED.value: ("refresh", "warn"),
    ReferenceVerdict.UNCITED.value: ("minus", "muted"),
    ReferenceVerdict.OK.value: ("tick", "ok"),
    IDENTIFIER_FOUND: ("tick", "muted"),
    OTHER_VENUE: ("info", "warn"),
    CORRECTED: ("tick", "ok"),
    KEPT_AS_WRITTEN: ("tick", "muted"),
}
SHOWN_VERDICTS = {verdict: (*sign, SHOWN_WORDS[verdict]) for verdict, sign in _SIGNS.items()}
"""Icon, colour and word of each verdict that a row may show, in the order of their chips."""
NOT_CHECKED = ("clock", "muted", Message("Not checked"))
LOOKING_UP = ("refresh", "muted", Message("Looking up…"))
LOOKED_UP = ("search", "muted", Message("Looked up"))
_FAULTS_OF_DUPLICATES = (
    ReferenceVerdict.WRONG_ID,
    ReferenceVerdict.WRONG_FIELD,
    ReferenceVerdict.PREPRINT_PUBLISHED,
)
ACCEPT = "accept"
"""The piece that accepts the correction of a row."""
SIDE, TICK, GAP, VERDICT, YES_NO = 16, 24, 12, 148, 84
LEAST_REFERENCE = 120
FOUND_FROM, YES_NO_FROM = 800, 560
"""Widths at 13 px text from which the services' column, and those of open copy and library, are shown."""
REFERENCE_SHARE = 0.48
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReferenceRow:
    """A reference. title: as it is written; below: its key and what should be another; found, byline: what the services
    state; is_open, is_kept: None if that is not known; accept: whether its correction is accepted; None without one;
    can_keep, declined: it can be kept as it is written, and is kept so;
    other_year: of a citation that is missing and the reference that seems to be meant, the other one; also: what else
    is wrong with a duplicate that is not corrected, in the word of its chip; safe: that its correction is one that
    “Accept safe corrections” accepts, with *also* of a duplicate; empty otherwise."""

    place: int
    reference: ManuscriptReference
    checked: CheckedReference | None
    title: str
    sign: tuple[str, str, str]
    below: str = ""
    found: str = ""
    byline: str = ""
    is_open: bool | None = None
    is_kept: bool | None = None
    accept: bool | None = None
    can_keep: bool = False
    declined: bool = False
    other_year: OtherYear | None = None
    paper: Paper | None = None
    also: str = ""
    safe: str = ""
    spoken: str = field(default="")


def reference_words(reference: ManuscriptReference) -> str:
    """Return a reference as it is written, but without marks of Markdown."""
    return reference.text if reference.entry is not None else plain_reference(reference.text)


def pending_rows(manuscript: Manuscript, states: Sequence[tuple[ReferenceLine, bool]] = ()) -> list[ReferenceRow]:
    """Return the references before they are checked; whether the text cites them is known.

    states: of a check that is running, each reference as far as it is looked up, and whether it is being looked up now.
    Its verdict is known when all are.
    """
    rows = []
    for place, one in enumerate(manuscript.references):
        line, is_asked = states[place] if states else (None, False)
        is_known = line is not None and line.standing is not LineStatus.ASKING
        icon, colour, word = LOOKING_UP if is_asked else LOOKED_UP if is_known else NOT_CHECKED
        record = line.paper if line is not None else None
        cited = "" if manuscript.is_cited(one) else gettext("Not cited in the text")
        below = " · ".join(filter(None, (one.key, cited)))
        sign = (icon, colour, shown(word))
        rows.append(
            ReferenceRow(
                place=place,
                reference=one,
                checked=None,
                title=reference_words(one) or one.key,
                sign=sign,
                below=below,
                found=plain(record.title) if record is not None else "",
                byline=_byline(record) if record is not None else "",
                spoken=f"{reference_words(one)}, {sign[2]}, {below}",
            )
        )
    return rows


def checked_row(
    place: int,
    one: CheckedReference,
    *,
    is_accepted: bool,
    is_declined: bool = False,
    is_safe: bool = False,
    other_year: OtherYear | None = None,
    manuscript: Manuscript | None = None,
) -> ReferenceRow:
    """Return the row of a checked reference.

    Args:
        is_declined: it is kept as it is written.
        is_safe: its correction is sure, and nothing is decided about it yet.
        other_year: None also if its correction is accepted.
        manuscript: that of the reference; without it, the row does not say where the text cites what is missing.
    """
    is_corrected = is_accepted and one.can_be_corrected
    is_declined = is_declined and one.can_be_kept
    verdict = one.shown_verdict(is_accepted=is_accepted, is_declined=is_declined)
    icon, colour, word = SHOWN_VERDICTS[verdict]
    sign = (icon, colour, shown(word))
    fault = None if is_corrected or is_declined else one.fault_of_duplicate
    also = shown(SHOWN_WORDS[fault]) if fault is not None else ""
    safe = _safe_words(also) if is_safe else ""
    paper = one.record
    title = reference_words(one.reference) or gettext(
        "“{key}” is cited in the text.", key=one.cited_as or one.reference.key
    )
    key = one.reference.key if one.reference.text else ""
    cited = "" if one.is_cited or verdict == ReferenceVerdict.UNCITED.value else gettext("Not cited in the text")
    if one.other_fault is ReferenceVerdict.MISSING:
        cited = shown(SHOWN_WORDS[one.other_fault])
    elif one.verdict is ReferenceVerdict.MISSING and one.reference.is_listed:
        listed = gettext("The list has “{citation}”", citation=other_year.listed_as) if other_year is not None else ""
        cited = " · ".join(filter(None, (_place_words(one.reference.line, manuscript), listed)))
    elif other_year is not None and not one.is_cited:
        cited = gettext("Not cited in the text, but “{citation}” is", citation=other_year.cited_as)
    venue = gettext("The record names “{venue}”", venue=one.remarked_venue) if one.remarked_venue else ""
    names = [correction_words(each)[0] for each in one.details if each.field != "key"]
    corrected = gettext("Corrected: {fields}", fields=", ".join(names)) if is_corrected and one.keeps_verdict else ""
    if is_declined and one.keeps_verdict:
        corrected = shown(SHOWN_WORDS[KEPT_AS_WRITTEN])
    marks = [shown(mark) for mark in one.retraction_marks]
    differences = [_short_correction(one, each) for each in one.details]
    below = " · ".join(filter(None, (key, cited, *marks, corrected, *differences, venue)))
    found, byline = "", ""
    if paper is not None:
        found = plain(paper.title) or gettext("Untitled")
        byline = _byline(paper)
    if paper is not None and one.published is None and one.paper is None and not one.is_only_in_library:
        byline = gettext("Only in your library")  # beside another verdict
    return ReferenceRow(
        place=place,
        reference=one.reference,
        checked=one,
        title=title,
        sign=sign,
        below=below,
        found=found,
        byline=byline,
        is_open=one.has_open_copy,
        is_kept=one.is_in_library,
        accept=is_accepted if one.can_be_corrected else None,
        can_keep=one.can_be_kept,
        declined=is_declined,
        other_year=other_year,
        paper=paper,
        also=also,
        safe=safe,
        spoken=", ".join(filter(None, (title, sign[2], safe or also, below, found))),
    )


def _safe_words(fault: str) -> str:
    """Return the words for a safe correction. fault: what is corrected, if the verdict does not say it."""
    return gettext("{fault} · safe", fault=fault) if fault else gettext("Safe correction")


def _place_words(place: int, manuscript: Manuscript | None) -> str:
    """Return where the text cites what is missing from its list; empty if that is not known. The lines of a LaTeX
    document are those of one text with all files that it includes."""
    match manuscript.format if manuscript is not None else "":
        case "docx" | "odt" if not place:
            return gettext("First cited in a note")
        case "docx" | "odt":
            return gettext("First cited in paragraph {number}", number=place)
        case "pdf":
            return gettext("First cited on page {number}", number=place)
        case "markdown" | "text" if manuscript is not None and manuscript.is_near:
            return gettext("First cited near line {number}", number=place)
        case "markdown" | "text":
            return gettext("First cited in line {number}", number=place)
    return ""


def _byline(paper: Paper) -> str:
    return " — ".join(filter(None, (authors_short(paper.authors), venue_and_year(paper))))


def verdict_of(row: ReferenceRow) -> str:
    """Return the first verdict that a row shows; empty before it is checked."""
    if row.checked is None:
        return ""
    return row.checked.shown_verdict(is_accepted=bool(row.accept), is_declined=row.declined)


def verdicts_of(row: ReferenceRow) -> tuple[str, ...]:
    """Return the verdicts that a row shows, and whose chips count it: of a duplicate, also what else is wrong with it,
    and of each that the text does not cite, that. Empty before it is checked."""
    one = row.checked
    if one is None:
        return ()
    fault = one.fault_of_duplicate if row.also else None
    own = verdict_of(row)
    return (own, *([fault.value] if fault is not None else []), *also_uncited(one, own))


def also_uncited(one: CheckedReference, own: str) -> list[str]:
    """Return the verdict of references that the text does not cite, if that is true of *one* beside its verdict
    *own*."""
    uncited = ReferenceVerdict.UNCITED.value
    return [uncited] if one.is_in_list and not one.is_cited and own != uncited else []


def other_verdicts(row: ReferenceRow) -> tuple[str, ...]:
    """Return what else is true of a row, which the chips of these verdicts do not count."""
    one = row.checked
    if one is None:
        return ()
    marked = one.marked_verdict
    found = [each.value for each in (marked, one.other_fault) if each is not None]
    found += [CORRECTED] if row.accept else [KEPT_AS_WRITTEN] if row.declined else []
    counted = verdicts_of(row)
    return tuple(verdict for verdict in found if verdict not in counted)


def correction(checked: CheckedReference, one: Correction) -> str:
    """Return 'Year: 2016 → 2017', or what else is wrong with a field of *checked*."""
    return shown(checked.difference(one, *correction_words(one)))


def _short_correction(checked: CheckedReference, one: Correction) -> str:
    """Return the same as `correction`, of a long list of people with the names alone that differ."""
    people = compared_people(checked, one)
    title, was, now = correction_words(one)
    if people is not None:
        was, now = ("".join(part.text for part in shortened(parts, around=0)) for parts in people)
    return shown(checked.difference(one, title, was, now))


def correction_words(one: Correction) -> tuple[str, str, str]:
    """Return the name of a field, its text, and what it should be."""
    if one.field == ITEM_TYPE:
        return gettext("Type"), type_title(one.was or "–"), type_title(one.now or "–")
    title = gettext("Year") if one.is_of_year else field_title(one.field)
    return title, one.was or "–", one.now or "–"


class ManuscriptModel(RowTable):
    """The references that are shown, in the order of the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ReferenceRow] = []

    def show(self, rows: Sequence[ReferenceRow], *, is_same_list: bool = False) -> None:
        """Show *rows*. Rows of the same references as before are replaced in place, so that the selection stays.

        Args:
            is_same_list: some rows may be gone or new, and the others are selected as before.
        """
        if is_same_list:
            self._add_and_remove(rows)
        if [one.place for one in rows] == [one.place for one in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def _add_and_remove(self, rows: Sequence[ReferenceRow]) -> None:
        wanted = {one.place for one in rows}
        for number in range(len(self._rows) - 1, -1, -1):
            if self._rows[number].place not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        there = {one.place for one in self._rows}
        for number, one in enumerate(rows):
            if one.place not in there:
                self.beginInsertRows(QModelIndex(), number, number)
                self._rows.insert(number, one)
                self.endInsertRows()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> ReferenceRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return self._rows[number].paper


@dataclass(frozen=True, slots=True)
class ManuscriptColumns:
    """Where each column begins, and its width; a width of 0: it is not shown."""

    reference: tuple[int, int]
    verdict: tuple[int, int]
    found: tuple[int, int]
    is_open: tuple[int, int]
    is_kept: tuple[int, int]


def place_columns(theme: Theme, width: int) -> ManuscriptColumns:
    """Return the columns of a table *width* wide."""
    px, metrics = theme.px, theme.type.metrics(SMALL, STRONG)
    words = [shown(word) for _, _, word in (*SHOWN_VERDICTS.values(), NOT_CHECKED, LOOKING_UP, LOOKED_UP)]
    words += [_safe_words(fault) for fault in ("", *(shown(SHOWN_WORDS[one]) for one in _FAULTS_OF_DUPLICATES))]
    verdict = max(px(VERDICT), theme.type.widest(words, SMALL, STRONG) + px(20 + GAP))
    base = theme.type.width_at_base(width)
    is_open = is_kept = 0
    if base >= YES_NO_FROM:
        is_open, is_kept = (max(px(YES_NO), metrics.horizontalAdvance(word) + px(GAP)) for word in heads()[3:])
    start, end = px(SIDE + TICK), width - px(SIDE) - is_open - is_kept
    if end - start - verdict < px(LEAST_REFERENCE):
        is_open, is_kept, end = 0, 0, width - px(SIDE)
    room = end - start - verdict
    has_found = base >= FOUND_FROM
    reference = max(px(80), round(room * REFERENCE_SHARE) if has_found else room)
    sign = start + reference
    found = sign + verdict
    return ManuscriptColumns(
        (start, reference - px(GAP)),
        (sign, verdict - px(GAP)),
        (found, max(0, end - found - px(GAP)) if has_found else 0),
        (end, is_open),
        (end + is_open, is_kept),
    )


def heads() -> tuple[str, ...]:
    """Return the titles of all columns."""
    return (
        gettext("Reference"),
        gettext("Verdict"),
        gettext("Record found"),
        gettext("Open copy"),
        gettext("In library"),
    )


def row_height(scale: TypeScale) -> int:
    return max(scale.px(44), scale.line(BODY) + scale.line(SMALL) + scale.px(8))


def layout_reference(row: ReferenceRow, width: int, height: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width* x *height*, left to right."""
    scale, px = theme.type, theme.px
    body, small = scale.line(BODY), scale.line(SMALL)
    top, middle = (height - 1 - body - small) // 2, (height - 1 - body) // 2
    columns = place_columns(theme, width)
    pieces: list[Piece] = []
    if row.accept is not None:
        box = QRect(px(SIDE - 4), (height - 1 - px(16)) // 2, px(16), px(16))
        pieces.append(Piece(ACCEPT, "tick_box", box, "on" if row.accept else ""))

    def two_lines(name: str, place: tuple[int, int], first: str, second: str, weight: int) -> None:
        left, room = place
        pieces.append(
            Piece(name, "text", QRect(left, top, room, body), elided(scale, first, room, BODY, weight), BODY, weight)
        )
        below = elided(scale, second, room, SMALL)
        pieces.append(
            Piece(f"{name}.below", "text", QRect(left, top + body, room, small), below, SMALL, colour="muted")
        )

    two_lines("title", columns.reference, row.title, row.below, STRONG)
    icon, colour, word = row.sign
    left, room = columns.verdict
    second = row.safe or row.also
    line = top if second else middle
    pieces.append(Piece("sign", "icon", QRect(left, line, px(16), body), icon, 14, colour=colour))
    tone = "ok" if row.safe and not row.also else colour
    for name, text, y, high, shade in (("word", word, line, body, colour), ("also", second, top + body, small, tone)):
        if text:
            words = elided(scale, text, room - px(20), SMALL, STRONG)
            rect = QRect(left + px(20), y, room - px(20), high)
            pieces.append(Piece(name, "text", rect, words, SMALL, STRONG, shade))
    if columns.found[1] and row.found:
        two_lines("found", columns.found, row.found, row.byline, 400)
    for name, place, value in (("open", columns.is_open, row.is_open), ("kept", columns.is_kept, row.is_kept)):
        left, room = place
        if room and (value is not None or (name == "open" and row.found)):
            words = gettext("Unknown") if value is None else gettext("Yes") if value else gettext("No")
            words = elided(scale, words, room - px(GAP), SMALL)
            tone = "ok" if value else "muted"
            pieces.append(Piece(name, "text", QRect(left, middle, room, body), words, SMALL, colour=tone))
    return tuple(pieces)


class ManuscriptDelegate(RowDelegate):
    """Paints the references."""

    def build_layout(self, row: ReferenceRow, width: int, height: int) -> Layout:
        return layout_reference(row, width, height, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))


def column_titles(theme: Theme, width: int) -> list[ColumnTitle]:
    """Return the titles of the columns of a table *width* wide."""
    columns = place_columns(theme, width)
    places = (columns.reference, columns.verdict, columns.found, columns.is_open, columns.is_kept)
    return [ColumnTitle(words, *place) for words, place in zip(heads(), places, strict=True)]


def named_references(checked: CheckedManuscript | None, places: Collection[int]) -> str:
    """Return the sentence that names the references at *places*, and how many more there are after MOST_NAMED; empty
    for none."""
    keys = [checked.references[place].reference.key for place in sorted(places)] if checked is not None else []
    if not keys:
        return ""
    names, more = ", ".join(keys[:MOST_NAMED]), len(keys) - MOST_NAMED
    if more > 0:
        return gettext("References: {names}, and {count} more.", names=names, count=more)
    return gettext("References: {names}.", names=names)
