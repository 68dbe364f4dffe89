"""One reference of a manuscript: as it is written, what is wrong with it field by field, and what can be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.contradicted_paper import identifier_kind
from scholar_desktop.domain.reference_lists.manuscript import ReferenceVerdict
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.title_marks import without_mark
from scholar_desktop.domain.text.titles import normalise, plain
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.exchange.compared_people import compared_people, show_people
from scholar_desktop.ui.exchange.correction_doubts import doubt_words
from scholar_desktop.ui.exchange.manuscript_rows import correction_words, reference_words
from scholar_desktop.ui.theme.type_scale import BODY, SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.words.entry_words import field_title
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.reference_lists.manuscript import CheckedReference
    from scholar_desktop.domain.reference_lists.other_years import OtherYear
    from scholar_desktop.ui.exchange.manuscript_rows import ReferenceRow
    from scholar_desktop.ui.theme.theme import Theme


KEEP_BUTTON = "manuscriptKeepButton"
SIDE, MARGIN, GAP, LINE_GAP = 16, 10, 8, 4
ON_ONE_LINE = 1_000_000
"""A width at which no text is wrapped."""
TEXT_LINES, WHY_LINES, FIELD_LINES = 2, 2, 2
"""How many lines a reference, what is wrong with it, and a field of it may have."""


class WholeLines(QScrollArea):
    """Shows *rows*, a column of labels. If they are higher than it, they end after a whole line of text."""

    def __init__(self, rows: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(rows)  # whose events it filters from now on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._rows and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            QTimer.singleShot(0, self._fit)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        rows, room = self._rows, self.height()
        lines = [line for one in rows.findChildren(QLabel) if one.isVisible() for line in _lines_of(one, rows)]
        if rows.height() <= room or not lines:
            self.setViewportMargins(0, 0, 0, 0)
            return
        ends = [end for _top, end in lines if end <= room]
        whole = [end for end in ends if not any(top < end - 2 and end + 2 < bottom for top, bottom in lines)]
        self.setViewportMargins(0, 0, 0, room - max(whole, default=room))


def _lines_of(one: QLabel, rows: QWidget) -> list[tuple[int, int]]:
    """Return the top and the bottom of each line of text of *one* in *rows*."""
    top, count = one.mapTo(rows, QPoint(0, 0)).y(), max(1, round(one.height() / one.heightForWidth(ON_ONE_LINE)))
    each = one.height() / count
    return [(round(top + each * place), round(top + each * (place + 1))) for place in range(count)]


class ManuscriptDetail(QWidget):
    """Signals: `accept_wanted` (the place of the reference; whether its correction is accepted), `keep_wanted` (its
    place; whether it is kept as it is written), `open_wanted` (its
    paper, or the other one that its identifier belongs to), `words_wanted` (search the services for the title of one
    that was not found), `library_wanted` (search the library for the author and year of one that is missing)."""

    accept_wanted = Signal(int, bool)
    keep_wanted = Signal(int, bool)
    open_wanted = Signal(object)
    words_wanted = Signal(str)
    library_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: ReferenceRow | None = None
        self._opened: Paper | None = None
        self._words = self._of_library = ""
        self.setObjectName("manuscriptDetail")
        self.setAccessibleName(gettext("Reference"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SIDE), px(MARGIN), px(SIDE), px(MARGIN))
        column.setSpacing(px(GAP))
        self._text = Prose()
        self._text.setObjectName("manuscriptReferenceText")
        self._why = label("", "body", "muted", wrap=True)
        self._why.setObjectName("manuscriptReferenceWhy")
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(LINE_GAP))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        rows = QWidget()
        inner = QVBoxLayout(rows)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(GAP))
        for widget in (self._text, self._why, self._fields):
            inner.addWidget(widget)
        inner.addStretch(1)
        self._rows, self._inner = rows, inner
        column.addWidget(WholeLines(rows), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(4))
        self._accept = Button(theme, ButtonKind.PLAIN, small=True)
        self._accept.setObjectName("manuscriptAcceptButton")
        self._accept.clicked.connect(self._on_accept)
        self._keep = Button(theme, ButtonKind.PLAIN, small=True)
        self._keep.setObjectName(KEEP_BUTTON)
        self._keep.clicked.connect(self._on_keep)
        self._open = Button(theme, ButtonKind.PLAIN, gettext("Open paper"), icon="eye", small=True)
        self._open.setObjectName("manuscriptOpenButton")
        self._open.clicked.connect(self._on_open)
        self._search = Button(theme, ButtonKind.PLAIN, icon="search", small=True)
        self._search.setObjectName("manuscriptSearchButton")
        self._search.clicked.connect(self._on_search)
        for button in (self._accept, self._keep, self._open, self._search):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        theme.changed.connect(self._show_colours)

    def show_row(self, row: ReferenceRow) -> None:
        """Show *row*."""
        self._row = row
        self._text.show_text(reference_words(row.reference) or row.title)
        self._why.setText(_reason(row))
        self._why.setVisible(bool(self._why.text()))
        self._show_fields(row)
        accept = row.accept
        self._accept.setVisible(accept is not None)
        self._accept.set_text(accept_title(is_accepted=bool(accept)))
        words = gettext("Write the correction into the file that you save. Space does it in the list.")
        kept = gettext("Keep the reference as it is written. Space does it in the list.")
        set_tooltip(self._accept, kept if accept else words)
        self._keep.setVisible(row.can_keep)
        self._keep.set_text(keep_title(is_declined=row.declined))
        words = gettext("Leave the reference as it is, and count it as decided. Delete does it in the list.")
        again = gettext("Show what differs, and count it again. Delete does it in the list.")
        if accept is None:
            again = gettext("Show its verdict, and count it again. Delete does it in the list.")
        set_tooltip(self._keep, again if row.declined else words)
        self._opened = row.paper or (row.checked.other_work if row.checked is not None else None)
        self._open.setVisible(self._opened is not None)
        self._show_search(row)

    def _show_colours(self) -> None:
        if self._row is not None:
            self._show_fields(self._row)

    def _show_search(self, row: ReferenceRow) -> None:
        """Show the button that searches for what was not found, or is missing from the list."""
        self._words, self._of_library = "", ""
        if row.checked is not None and row.checked.verdict is ReferenceVerdict.NOT_FOUND:
            self._words = _title_of(row.checked)
        elif row.checked is not None and row.checked.verdict is ReferenceVerdict.MISSING:
            self._of_library = _author_and_year(row.reference.key)
        self._search.set_text(gettext("Find in library") if self._of_library else gettext("Search title"))
        tip = gettext("Search your library for its author and year.")
        set_tooltip(self._search, tip if self._of_library else gettext("Search the services for the title."))
        self._search.setVisible(bool(self._words or self._of_library))

    def height_with(self, fields: int) -> int:
        """Return the height at which a reference is shown with the comparison of *fields* fields. It does not depend on
        the reference, so that the table keeps its height when another row is selected."""
        px, scale = self._theme.px, self._theme.type
        texts = (TEXT_LINES + WHY_LINES + fields * FIELD_LINES) * scale.line(BODY) + scale.line(SMALL)
        gaps = 3 * px(GAP) + fields * px(LINE_GAP)
        return 2 * px(MARGIN) + texts + gaps + self._accept.sizeHint().height()

    def height_needed(self) -> int:
        """Return the height at which the reference and its comparison are shown without scrolling."""
        px = self._theme.px
        for one in self._rows.findChildren(QLabel):
            one.ensurePolished()  # a new one has the font of its type only then
        text = self._inner.totalHeightForWidth(self.width() - 2 * px(SIDE))
        return 2 * px(MARGIN) + text + px(GAP) + self._accept.sizeHint().height()

    def _show_fields(self, row: ReferenceRow) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        checked = row.checked
        details = [one for one in (checked.details if checked is not None else ()) if one.field != "key"]
        self._fields.setVisible(bool(details))
        if checked is None or not details:
            return
        heads = [gettext("Field"), gettext("In your list")]
        if checked.paper is not None:
            heads.append(gettext("In the record found"))
        for place, head in enumerate(heads):
            self._add(label(head, "section", wrap=True), 0, place)
        for line, one in enumerate(details, 1):
            name, was, now = correction_words(one)
            self._add(label(name, "body", "muted"), line, 0)
            people = compared_people(checked, one)
            for place, text in ((1, was), (2, now))[: len(heads) - 1]:
                words = Prose()
                if people is None:
                    words.show_text(text)
                else:
                    show_people(words, people[place - 1], self._theme)
                self._add(words, line, place)

    def _add(self, words: QLabel, line: int, place: int) -> None:
        self._grid.addWidget(words, line, place, Qt.AlignmentFlag.AlignTop)
        words.show()  # else Qt shows it later, and does not measure it before

    def _on_accept(self) -> None:
        if self._row is not None and self._row.accept is not None:
            self.accept_wanted.emit(self._row.place, not self._row.accept)

    def _on_keep(self) -> None:
        if self._row is not None and self._row.can_keep:
            self.keep_wanted.emit(self._row.place, not self._row.declined)

    def _on_search(self) -> None:
        if self._of_library:
            self.library_wanted.emit(self._of_library)
        elif self._words:
            self.words_wanted.emit(self._words)

    def _on_open(self) -> None:
        if self._opened is not None:
            self.open_wanted.emit(self._opened)


def accept_title(*, is_accepted: bool) -> str:
    """Return the title of what accepts a correction, or does not accept it any more."""
    return gettext("Don't accept") if is_accepted else gettext("Accept correction")


def keep_title(*, is_declined: bool) -> str:
    """Return the title of what keeps a reference as it is written, or lets the user decide about it again."""
    return gettext("Decide again") if is_declined else gettext("Keep as written")


def _title_of(one: CheckedReference) -> str:
    """Return the title of a reference as it is written, without a mark that the paper is retracted; empty if it has
    none."""
    entry = one.reference.entry
    title = (entry.text("title") if entry is not None else None) or (one.found.wanted.title if one.found else None)
    return without_mark(plain(title or ""))


def _author_and_year(key: str) -> str:
    """Return the words that find a work by author and year, as the text cites it; empty if *key* is not of that
    kind."""
    found = _AUTHOR_AND_YEAR.fullmatch(key)
    # not translated: operators
    return f'author:"{found[1]}" year:{found[2]}' if found is not None else ""


_AUTHOR_AND_YEAR = re.compile(r'([^"\d]*[^"\d\s]) (\d{4})[a-z]?')


def _asked(one: CheckedReference) -> str:
    """Return the sentence that names the services that were asked; empty if it is not known."""
    problem = one.found.problem if one.found is not None else None
    return shown(problem.message) if problem is not None else ""


def _wrong_kind(one: CheckedReference) -> str:
    """Return which identifier of a reference is wrong, such as 'DOI': its correction is the first."""
    return field_title(next(each.field for each in one.details if each.field != "key"))


def _whose_identifier(one: CheckedReference) -> str:
    """Return the sentence that says which work has the identifier of a reference whose own work was found by title."""
    kind, key = _wrong_kind(one), one.same_identifier
    if one.has_identifiers_of_two_works and one.found is not None:
        own = shown(identifier_kind(identifiers.parse(one.found.wanted.identifier or "")))
        return gettext("The {wrong} is not that of the record, which was found by the {own}.", wrong=kind, own=own)
    title = quotable(plain(one.identifier_of.title)) if one.identifier_of is not None else ""
    if title and key:
        return gettext(
            "The {identifier} belongs to “{title}”, the reference “{key}” of this list.",
            identifier=kind,
            title=title,
            key=key,
        )
    if title:
        return gettext("The {identifier} belongs to “{title}”.", identifier=kind, title=title)
    if key:
        return gettext("The reference “{key}” of this list has the same {identifier}.", identifier=kind, key=key)
    note = one.found.wanted.note if one.found is not None else ""
    wrong = next(each.was for each in one.details if each.field != "key")
    if wrong and wrong in note:  # it was looked up by its title then
        return gettext("None of the services knows this {identifier}.", identifier=kind)
    return gettext("The {identifier} belongs to another work, or to none.", identifier=kind)


def _listed_with_other_year(row: ReferenceRow) -> list[str]:
    """Return the sentences that name the reference of the list which a missing citation seems to mean."""
    other = row.other_year
    if other is None:
        return []
    if other.is_corrected:
        return [
            gettext(
                "The list has “{citation}”. The correction of its year makes it this citation.",
                citation=other.listed_as,
            )
        ]
    return [
        gettext("The list has “{citation}”, which the text does not cite.", citation=other.listed_as),
        gettext("If they are the same work, one of the years is wrong."),
    ]


def _cited_with_other_year(other: OtherYear) -> str:
    """Return the sentences that name the citation which seems to mean a reference that is not cited."""
    named = gettext(
        "The text does not cite it, but “{citation}”, which the list does not have.", citation=other.cited_as
    )
    same = gettext("If they are the same work, one of the years is wrong.")
    return named if other.is_corrected else f"{named} {same}"


def _is_cited_by_year(one: CheckedReference) -> bool:
    """Return True if the text cites a reference by the year that is to be corrected."""
    years = [each.was for each in one.details if each.field == "issued" and each.was and each.now]
    return any(year in (one.cited_as or one.reference.key) for year in years)


def _fault_of_duplicate(one: CheckedReference, *, is_accepted: bool) -> list[str]:
    """Return the sentence that says what else is wrong with a duplicate."""
    fault = one.fault_of_duplicate
    if fault is None:
        return []
    if is_accepted:
        return [gettext("Its correction is accepted, and will be in the file that you save.")]
    if fault is ReferenceVerdict.WRONG_ID:
        return [_whose_identifier(one)]
    if fault is ReferenceVerdict.PREPRINT_PUBLISHED:
        return [gettext("This preprint has been published since.")]
    return [gettext("It also differs from the data of the services.")]


def _reason(row: ReferenceRow) -> str:
    """Return what the verdict means for this reference, as sentences."""
    one = row.checked
    if one is None:
        return ""
    sentences = []
    match one.other_fault or one.verdict:
        case ReferenceVerdict.MISSING:
            sentences.append(gettext("The text cites it, but the list does not have it."))
            sentences += _listed_with_other_year(row)
        case ReferenceVerdict.DUPLICATE:
            same = next((each.now for each in one.details if each.field == "key"), None)
            sentences.append(gettext("The reference “{key}” before it is the same work.", key=same or ""))
            sentences += _fault_of_duplicate(one, is_accepted=bool(row.accept))
        case ReferenceVerdict.NOT_FOUND if one.details:
            asked = _asked(one)
            if asked and one.found is not None and one.found.wanted.identifier is None:  # it was asked for its title
                if shown(one.found.wanted.note) not in asked:
                    sentences.append(gettext("The identifier was not found."))
                sentences.append(asked)
            else:
                sentences.append(asked or gettext("The identifier was not found."))
                sentences.append(gettext("The title was not found either."))
        case ReferenceVerdict.NOT_FOUND:
            sentences.append(_asked(one) or gettext("This work was not found."))
            if one.kept is None and not row.declined:
                sentences.append(gettext("It may still exist: check it yourself."))
        case ReferenceVerdict.WRONG_ID if one.other_work is not None:
            other, kind = quotable(plain(one.other_work.title)), _wrong_kind(one)
            sentences.append(
                gettext(
                    "The {identifier} belongs to “{title}”. The title of the reference was not found.",
                    identifier=kind,
                    title=other,
                )
            )
        case ReferenceVerdict.WRONG_ID:
            sentences.append(_whose_identifier(one))
        case ReferenceVerdict.RETRACTED | ReferenceVerdict.NOTICE if not one.can_be_corrected:
            pass  # its marks are named below
        case (
            ReferenceVerdict.OK
            | ReferenceVerdict.UNCITED
            | ReferenceVerdict.WRONG_FIELD
            | ReferenceVerdict.RETRACTED
            | ReferenceVerdict.NOTICE
            | ReferenceVerdict.PREPRINT_PUBLISHED
        ) if row.accept:
            sentences.append(gettext("Its correction is accepted, and will be in the file that you save."))
        case ReferenceVerdict.RETRACTED | ReferenceVerdict.NOTICE:
            sentences.append(gettext("The reference differs from the data of the services."))
        case ReferenceVerdict.WRONG_FIELD:
            sentences.append(gettext("It differs from the data of the services."))
        case ReferenceVerdict.PREPRINT_PUBLISHED:
            sentences.append(gettext("This preprint has been published since."))
        case ReferenceVerdict.OK if one.paper is not None and one.has_identifier_alone:
            sentences.append(gettext("The identifier is that of “{title}”.", title=quotable(plain(one.paper.title))))
            sentences.append(gettext("Nothing else was compared: no title, no authors and no year is stated."))
        case ReferenceVerdict.OK:
            sentences.append(gettext("Its title, authors and year agree with the data of the services."))
            if one.agreeing:
                fields = ", ".join(map(field_title, one.agreeing))
                sentences.append(gettext("These agree, too: {fields}.", fields=fields))
            container = one.reference.entry.text("container-title") if one.reference.entry is not None else ""
            venue = one.paper.venue if one.paper is not None else None
            if container and venue and normalise(container) != normalise(venue) and not one.other_venue:
                sentences.append(gettext("The place of publication is not checked; they state “{venue}”.", venue=venue))
    declined = [gettext("You keep it as it is written.")] if row.declined else []
    sentences = [*declined, *map(shown, one.retraction_marks), *sentences]
    if one.remarked_venue:
        sentences.append(
            gettext(
                "The reference names another place of publication than the services, which state “{venue}”. Check it.",
                venue=one.remarked_venue,
            )
        )
        if (
            one.paper is not None
            and one.found is not None
            and not (one.found.wanted.identifier or "").startswith("doi:")
        ):
            sentences.append(
                gettext(
                    "The reference has no DOI, so it may name another version of the work: no correction is offered."
                )
            )
    if one.paper is None and one.kept is not None:
        sentences.append(gettext("Your library has it."))
    if one.is_cited and one.reference.entry is None and _is_cited_by_year(one):
        key = one.cited_as or one.reference.key
        sentences.append(gettext("The text cites it as “{key}”: correct the year there, too.", key=key))
    if not one.is_cited and row.other_year is not None:
        sentences.append(_cited_with_other_year(row.other_year))
    elif not one.is_cited:
        sentences.append(gettext("The text does not cite it."))
    if one.doubt is not None and not row.accept and not row.declined:
        sentences.append(doubt_words(one, one.doubt))
    return " ".join(sentences)
