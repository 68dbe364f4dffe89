"""The versions of a record: the one shown, the newest, links to the others, and the differences between two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.domain.zenodo.record_diff import DESCRIPTION, RecordDiff, compare_records
from scholar_desktop.ui.context.asking_note import asking_words
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.paper_facts import CopyButton, clear_layout
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import calendar_day, counted, licence, size
from scholar_desktop.ui.zenodo.record_rows import empty, line
from scholar_desktop.ui.zenodo.record_session import VERSIONS, RecordSession

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

FEW, MOST_VERSIONS = 8, 100
MOST_FILES = 40
"""Lines of a comparison, for each kind of change."""
LONG = 160


class RecordVersions(FoldSection):
    """Requested when the section is opened: 1 request. Comparing two versions needs no request."""

    def __init__(self, theme: Theme, status: Status, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Versions", "versionsButton", parent=parent)
        self._status = status
        self._theme = theme
        self._session = session
        self._compared: str | None = None
        self.setObjectName("versionsView")
        self.setAccessibleName("Versions of the record")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
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
        self.set_title(f"Versions ({len(versions)})" if versions else "Versions")
        self._rows.removeWidget(self._difference)
        clear_layout(self._rows)
        self._difference.hide()
        self._more.hide()
        if session.record is None or not self.is_open:
            return
        if versions is None:
            problem = session.problems.get(VERSIONS)
            if VERSIONS in session.loading:
                words = asking_words(self._status, "Asking Zenodo for the versions.", source=ZENODO)
                empty(self._rows, words)
            elif problem is not None:
                empty(self._rows, f"{problem.message} {problem.hint or ''}".strip())
                again = Button(self._theme, ButtonKind.LINK, "Try again")
                again.setObjectName("versionsAgainButton")
                again.clicked.connect(session.ask_versions)
                self._rows.addWidget(again)
            return
        shown = self._cut(versions)
        for record in shown:
            self._rows.addWidget(self._row(record, newest=record is versions[0], last=record is shown[-1]))
            if record.id == self._compared:
                self._rows.addWidget(self._difference)
        if len(versions) == 1:
            empty(self._rows, "This is the only version.")
        left = len(versions) - len(shown)
        self._more.setVisible(left > 0 or self._all)
        words = "Fewer versions" if self._all else counted(left, "more version", "more versions")
        self._more.show_content(ButtonContent(words))
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
        shown = self._session.record
        is_this = shown is not None and record.id == shown.id
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if is_this:
            box.setProperty("ground", "select")
        elif not last:
            box.setProperty("edge", "bottom")
        row = QHBoxLayout(box)
        row.setContentsMargins(px(4), px(2), px(4), px(2))
        row.setSpacing(px(8))
        name = name_of(record)
        words = " · ".join(part for part in ("newest" if newest else "", "this one" if is_this else "") if part)
        row.addWidget(
            ElidedLabel(" · ".join(part for part in (name, words) if part), "small", "ok" if newest else ""), 1
        )
        row.addWidget(label(calendar_day(record.date or "") or record.date or "", "small", "muted"))
        if not is_this:
            difference = Button(
                theme, ButtonKind.LINK, "Hide" if self._compared == record.id else "Compare",
                name=f"Compare {name} with the version shown",
            )  # fmt: skip
            difference.setObjectName("compareVersionButton")
            difference.clicked.connect(lambda _checked=False: self._compare(record))
            row.addWidget(difference)
            link = Button(theme, ButtonKind.LINK, "Open", name=f"Open {name}")
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
        shown = self._session.record
        other = next((one for one in versions if one.id == self._compared), None)
        if other is None or shown is None:
            return
        place = {one.id: number for number, one in enumerate(versions)}
        older, newer = (shown, other) if place.get(shown.id, 0) > place[other.id] else (other, shown)
        # The record shown may come from a search and the versions from another answer, and one of these has no files.
        older = next((one for one in versions if one.id == older.id), older)
        newer = next((one for one in versions if one.id == newer.id), newer)
        clear_layout(self._lines)
        self._lines.addWidget(label(f"From {name_of(older)} to {name_of(newer)}", "strong"))
        self._fill(compare_records(older, newer))
        self._difference.show()

    def _fill(self, found: RecordDiff) -> None:
        theme = self._theme
        if found.is_empty:
            same = f"{counted(found.same, 'file is', 'files are')} the same by checksum. " if found.same else ""
            empty(self._lines, f"{same}Nothing that is said about the work differs.")
        kinds = (
            ("add", "ok", "added", [(file.name, file.size) for file in found.added]),
            ("minus", "error", "removed", [(file.name, file.size) for file in found.removed]),
        )
        for icon, tone, words, files in kinds:
            for name, bytes_ in files[:MOST_FILES]:
                end = label(
                    " · ".join(part for part in (words, size(bytes_) if bytes_ is not None else "") if part),
                    "small",
                    tone,
                )
                self._lines.addWidget(line(theme, icon, tone, name, end))
            self._tell_cut(len(files), words)
        for change in found.changed[:MOST_FILES]:
            old, new = change.before.size, change.after.size
            sizes = f"{size(old)} → {size(new)}" if old is not None and new is not None and old != new else "same size"
            doubt = "" if change.is_sure else ", by size alone"
            end = label(f"changed{doubt} · {sizes}", "small", "warn")
            self._lines.addWidget(line(theme, "refresh", "warn", change.after.name, end))
        self._tell_cut(len(found.changed), "changed")
        for before, after in found.renamed[:MOST_FILES]:
            end = label("same bytes, other name", "small", "muted")
            self._lines.addWidget(line(theme, "file", "muted", f"{before.name} → {after.name}", end))
        if found.same and not found.is_empty:
            empty(self._lines, f"{counted(found.same, 'file', 'files')} unchanged.")
        if found.closed:
            empty(self._lines, "The files of one of them are not open, so that they cannot be compared.")
        for field in found.fields:
            line_of_field = Prose("small")
            if field.name == DESCRIPTION:
                line_of_field.show_text(f"{_letters(field.before)} → {_letters(field.after)}", lead="Description:")
                set_tooltip(line_of_field, field.after[:2000])
            else:
                line_of_field.show_text(
                    f"{_value_words(field.name, field.before)} → {_value_words(field.name, field.after)}",
                    lead=f"{field.name.capitalize()}:",
                )
            self._lines.addWidget(line_of_field)

    def _tell_cut(self, count: int, words: str) -> None:
        if count > MOST_FILES:
            empty(self._lines, f"{count - MOST_FILES:,} more {words}.")


class RecordNames(QWidget):
    """How to cite the record: the DOI of this version and that of all versions, each with a button that copies it."""

    def __init__(self, theme: Theme, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages = messages
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(RING, theme.px(6), RING, 0)
        self._column.setSpacing(0)
        self._shown: object = None

    def show_record(self, record: Record) -> None:
        shown = (record.doi, record.concept_doi, record.version)
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._column)
        which = f"Cite {name_of(record)} by" if record.concept_doi else "Cite it by"
        rows = [(which, record.doi, "" if record.concept_doi else _why_alone(record))]
        rows.append(("All versions:", record.concept_doi, "leads to the newest"))
        for words, doi, why in rows:
            if doi is not None:
                self._column.addWidget(self._row(words, doi, why))

    def _row(self, words: str, doi: str, why: str) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(label(words, "small", "muted"))
        value = label(doi, "small")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(value)
        row.addWidget(CopyButton(theme, doi, f"Copy the DOI {doi}", self._on_copied))
        row.addWidget(ElidedLabel(why, "small", "muted"), 1)
        return box

    def _on_copied(self, text: str) -> None:
        from scholar_desktop.ui.widgets.note import Note

        self._messages.say("copied", Note("Copied.", text, icon="copy"), lasts_ms=4000)


def name_of(record: Record) -> str:
    """Return 'v1.1', or the number of a record that has no version."""
    if record.version is None:
        return f"record {record.id}"
    return record.version if not record.version[:1].isdigit() else f"v{record.version}"


def _why_alone(record: Record) -> str:
    if record.doi is not None and not record.doi.startswith("10.5281/"):
        return "given elsewhere, so it names this version alone"
    return "it names this version alone"


def _letters(text: str) -> str:
    return f"{len(text.split()):,} words" if text else "none"


def _value_words(name: str, text: str) -> str:
    if not text:
        return "none"
    if name == "licence":
        return licence(text)
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"
