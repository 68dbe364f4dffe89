"""The versions of a record: the one shown, the newest, links to the others, and the differences between two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.domain.zenodo.record_diff import DESCRIPTION, RecordDiff, compare_records
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.paper_facts import CopyButton, clear_layout
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import calendar_day, licence, size
from scholar_desktop.ui.zenodo.record_rows import empty, line, waiting_line
from scholar_desktop.ui.zenodo.record_session import VERSIONS, RecordSession

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

FEW, MOST_VERSIONS = 8, 100
MOST_FILES = 40
"""Lines of a comparison, for each kind of change."""
LONG = 160
LEAST_NAME = 80
"""Width of the name of a version in pixels at base size, or what follows it is below it."""
_FIELDS = {
    "title": Message("Title:"),
    "authors": Message("Authors:"),
    "published": Message("Published:"),
    "access": Message("Access:"),
    "licence": Message("Licence:"),
    "type": Message("Type:"),
    "keywords": Message("Keywords:"),
    "communities": Message("Communities:"),
    "related": Message("Related works:"),
}
"""What the window calls the fields of a comparison."""


class RecordVersions(FoldSection):
    """Requested when the section is opened: 1 request. Comparing two versions needs no request."""

    def __init__(self, theme: Theme, status: Status, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, gettext("Versions"), "versionsButton", parent=parent)
        self._theme = theme
        self._session = session
        self._compared: str | None = None
        self.setObjectName("versionsView")
        self.setAccessibleName(gettext("Versions of the record"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._wait, self._stop = waiting_line(theme, self.body, "stopVersionsButton")
        self._stop.clicked.connect(lambda: session.stop(VERSIONS))
        self._waits = WaitingWords(status, self._wait.show_text, self)
        self._difference = QWidget(self)
        self._difference.setObjectName("versionDifference")
        self._difference.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = QVBoxLayout(self._difference)
        px = self._theme.px
        self._lines.setContentsMargins(px(8), px(4), px(8), px(8))
        self._lines.setSpacing(0)
        self._difference.setProperty("ground", "panel")
        self._difference.hide()
        self._more = Button(self._theme, ButtonKind.LINK)
        self._more.setObjectName("moreVersionsButton")
        self._more.clicked.connect(self._on_more)
        self.body.addWidget(self._more)
        self._all = False
        self.opened.connect(self._on_opened)
        session.changed.connect(self._show)

    def _on_opened(self) -> None:
        self._session.ask_versions()
        self._show()

    def show_record(self) -> None:
        """Another record is shown."""
        self._compared, self._all = None, False
        self.set_open(self.is_open and self._session.versions is not None)
        self._show()

    def _show(self) -> None:
        session = self._session
        versions = session.versions
        self.set_title(gettext("Versions ({count})", count=len(versions)) if versions else gettext("Versions"))
        set_tooltip(self.button, "" if versions else gettext("Loads the versions from Zenodo (1 request)."))
        self._rows.removeWidget(self._difference)
        clear_layout(self._rows)
        self._difference.hide()
        self._more.hide()
        loading = session.record is not None and self.is_open and versions is None and VERSIONS in session.loading
        self._wait.setVisible(loading)
        self._stop.setVisible(loading)
        if loading:
            self._waits.start(gettext("Loading versions…"), source=ZENODO)
            return
        self._waits.stop()
        if session.record is None or not self.is_open:
            return
        if versions is None:
            problem = session.problems.get(VERSIONS)
            if problem is not None:
                empty(self._rows, f"{shown(problem.message)} {shown(problem.hint or '')}".strip())
                again = Button(self._theme, ButtonKind.LINK, gettext("Try again"))
                again.setObjectName("versionsAgainButton")
                again.clicked.connect(session.ask_versions)
                self._rows.addWidget(again)
            return
        listed = self._cut(versions)
        for record in listed:
            self._rows.addWidget(self._row(record, newest=record is versions[0], last=record is listed[-1]))
            if record.id == self._compared:
                self._rows.addWidget(self._difference)
        if len(versions) == 1:
            empty(self._rows, gettext("This is the only version."))
        left = len(versions) - len(listed)
        self._more.setVisible(left > 0 or self._all)
        words = ngettext("Show {count} more version", "Show {count} more versions", left)
        self._more.show_content(ButtonContent(gettext("Show fewer versions") if self._all else words))
        self._show_difference(versions)

    def _cut(self, versions: tuple[Record, ...]) -> tuple[Record, ...]:
        """Return the newest few, and the one that is shown."""
        if self._all or len(versions) <= FEW + 2:
            return versions[:MOST_VERSIONS]
        record = self._session.record
        return tuple(
            one for place, one in enumerate(versions) if place < FEW or (record is not None and one.id == record.id)
        )

    def _on_more(self) -> None:
        self._all = not self._all
        self._show()

    def _row(self, record: Record, *, newest: bool, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        current = self._session.record
        is_this = current is not None and record.id == current.id
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if is_this:
            box.setProperty("ground", "select")
        elif not last:
            box.setProperty("edge", "bottom")
        row = FlowLayout(box, gap=px(8), line_gap=px(2))
        row.setContentsMargins(px(4), px(2), px(4), px(2))
        name = name_of(record)
        marks = (gettext("newest") if newest else "", gettext("this version") if is_this else "")
        words = " · ".join(part for part in marks if part)
        shown_name = ElidedLabel(" · ".join(part for part in (name, words) if part), "small", "ok" if newest else "")
        row.add_growing(shown_name, px(LEAST_NAME))
        row.addWidget(label(calendar_day(record.date or "") or record.date or "", "small", "muted"))
        if not is_this:
            difference = Button(
                theme,
                ButtonKind.LINK,
                gettext("Hide") if self._compared == record.id else gettext("Compare"),
                name=gettext("Hide the comparison with {version}", version=name)
                if self._compared == record.id
                else gettext("Compare {version} with this version", version=name),
            )
            difference.setObjectName("compareVersionButton")
            difference.clicked.connect(lambda _checked=False: self._compare(record))
            row.addWidget(difference)
            link = Button(
                theme, ButtonKind.LINK, pgettext("verb", "Open"), name=gettext("Open {version}", version=name)
            )
            link.setObjectName("openVersionButton")
            link.clicked.connect(lambda _checked=False: self._session.go_to(record))
            row.addWidget(link)
        box.setAccessibleName(", ".join(part for part in (name, record.date or "", words) if part))
        return box

    # Comparison of two versions

    def _compare(self, record: Record) -> None:
        self._compared = None if self._compared == record.id else record.id
        self._show()

    def _show_difference(self, versions: tuple[Record, ...]) -> None:
        current = self._session.record
        other = next((one for one in versions if one.id == self._compared), None)
        if other is None or current is None:
            return
        place = {one.id: number for number, one in enumerate(versions)}
        older, newer = (current, other) if place.get(current.id, 0) > place[other.id] else (other, current)
        # The record shown may come from a search and the versions from another answer, and one of these has no files.
        older = next((one for one in versions if one.id == older.id), older)
        newer = next((one for one in versions if one.id == newer.id), newer)
        clear_layout(self._lines)
        heading = gettext("Changes from {older} to {newer}", older=name_of(older), newer=name_of(newer))
        self._lines.addWidget(label(heading, "strong"))
        self._fill(compare_records(older, newer))
        self._difference.show()

    def _fill(self, found: RecordDiff) -> None:
        theme = self._theme
        if found.is_empty:
            words = gettext("No differences found.")
            if found.same:
                words = ngettext(
                    "No differences found. {count} file is identical.",
                    "No differences found. {count} files are identical.",
                    found.same,
                )
            empty(self._lines, words)
        more_added = ngettext(
            "{count} more file was added.", "{count} more files were added.", len(found.added) - MOST_FILES
        )
        more_removed = ngettext(
            "{count} more file was removed.", "{count} more files were removed.", len(found.removed) - MOST_FILES
        )
        more_changed = ngettext(
            "{count} more file was changed.", "{count} more files were changed.", len(found.changed) - MOST_FILES
        )
        kinds = (
            ("add", "ok", gettext("added"), more_added, [(file.name, file.size) for file in found.added]),
            ("minus", "error", gettext("removed"), more_removed, [(file.name, file.size) for file in found.removed]),
        )
        for icon, tone, words, more, files in kinds:
            for name, bytes_ in files[:MOST_FILES]:
                end = label(
                    " · ".join(part for part in (words, size(bytes_) if bytes_ is not None else "") if part),
                    "small",
                    tone,
                )
                self._lines.addWidget(line(theme, icon, tone, name, end))
            if len(files) > MOST_FILES:
                empty(self._lines, more)
        for change in found.changed[:MOST_FILES]:
            old, new = change.before.size, change.after.size
            sizes = gettext("same size")
            if old is not None and new is not None and old != new:
                sizes = f"{size(old)} → {size(new)}"
            words = gettext("changed") if change.is_sure else gettext("changed (only sizes compared)")
            end = label(f"{words} · {sizes}", "small", "warn")
            self._lines.addWidget(line(theme, "refresh", "warn", change.after.name, end))
        if len(found.changed) > MOST_FILES:
            empty(self._lines, more_changed)
        for before, after in found.renamed[:MOST_FILES]:
            end = label(gettext("renamed, same content"), "small", "muted")
            self._lines.addWidget(line(theme, "file", "muted", f"{before.name} → {after.name}", end))
        if found.same and not found.is_empty:
            empty(self._lines, ngettext("{count} file is unchanged.", "{count} files are unchanged.", found.same))
        if found.closed:
            empty(self._lines, gettext("The files of one version are not public, so files cannot be compared."))
        for field in found.fields:
            line_of_field = Prose("small")
            if field.name == DESCRIPTION:
                line_of_field.show_text(_description_words(field.before, field.after), lead=gettext("Description:"))
                set_tooltip(line_of_field, field.after[:2000])
            else:
                line_of_field.show_text(
                    f"{_value_words(field.name, field.before)} → {_value_words(field.name, field.after)}",
                    lead=shown(_FIELDS.get(field.name, field.name)),
                )
            self._lines.addWidget(line_of_field)


class RecordNames(QWidget):
    """How to cite the record: the DOI of this version and that of all versions, each with a button that copies it."""

    def __init__(self, theme: Theme, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages = messages
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(RING, theme.px(6), RING, 0)
        make_group(self)
        self._column.setSpacing(0)
        self._shown: object = None

    def show_record(self, record: Record) -> None:
        names = (record.doi, record.concept_doi, record.version)
        if names == self._shown:
            return
        self._shown = names
        clear_layout(self._column)
        which = gettext("Cite this record:")
        if record.concept_doi:
            which = gettext("Cite {version}:", version=name_of(record))
        rows = [(which, record.doi, "" if record.concept_doi else _why_alone(record))]
        rows.append(
            (gettext("Cite all versions:"), record.concept_doi, gettext("This DOI leads to the newest version."))
        )
        for words, doi, why in rows:
            if doi is not None:
                self._column.addWidget(self._row(words, doi, why))

    def _row(self, words: str, doi: str, why: str) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        row = FlowLayout(box, gap=px(6), line_gap=0)
        copy = CopyButton(theme, doi, gettext("Copy DOI {doi}", doi=doi), self._messages.say_copied)
        value = label(doi, "small")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        named = QWidget()
        pair = QHBoxLayout(named)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(px(6))
        pair.addWidget(value)
        pair.addWidget(copy)
        for part in (label(words, "small", "muted"), named, label(why, "small", "muted")):
            part.setMinimumHeight(copy.sizeHint().height())
            row.addWidget(part)
        return box


def name_of(record: Record) -> str:
    """Return 'v1.1', or the number of a record that has no version."""
    if record.version is None:
        return gettext("record {number}", number=str(record.id))
    return record.version if not record.version[:1].isdigit() else f"v{record.version}"


def _why_alone(record: Record) -> str:
    if record.doi is not None and not record.doi.startswith("10.5281/"):
        return gettext("This DOI was registered elsewhere, for this version only.")
    return gettext("This DOI is for this version only.")


def _description_words(before: str, after: str) -> str:
    """Return how long the descriptions are; if both have as many words, that the text has changed."""
    if len(before.split()) == (count := len(after.split())):
        return ngettext("{count} word, changed", "{count} words, changed", count)
    return f"{_letters(before)} → {_letters(after)}"


def _letters(text: str) -> str:
    if not text:
        return pgettext("value", "none")
    return ngettext("{count} word", "{count} words", len(text.split()))


def _value_words(name: str, text: str) -> str:
    if not text:
        return pgettext("value", "none")
    if name == "licence":
        return licence(text)
    return shorten(text, LONG)
