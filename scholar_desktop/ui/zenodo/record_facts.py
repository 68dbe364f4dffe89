"""Further details of a record: related works, communities and keywords, terms, and other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.zenodo.record import FORMS, Record, RecordExportFormat
from scholar_desktop.domain.zenodo.record_details import RelatedWork, embargo_until, grants, licences, related_works
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import calendar_day, counted, licence
from scholar_desktop.ui.zenodo.record_rows import fact, sign, text
from scholar_desktop.ui.zenodo.record_session import RecordSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

FEW, MOST = 6, 200
ACCESS = {
    "open": "Open access",
    "embargoed": "Under embargo",
    "restricted": "Restricted: the owner gives its files to whom he chooses",
    "closed": "Closed",
    "metadata-only": "Description alone, without files",
}
TERMS = {
    "cc-by": "use it freely, name the authors",
    "cc-by-sa": "use it freely, name the authors, pass it on under the same terms",
    "cc-by-nc": "not for money, name the authors",
    "cc-by-nd": "pass it on unchanged, name the authors",
    "cc-zero": "no rights kept",
    "cc0": "no rights kept",
}
_KINDS = {"code": "code", "data": "database", "paper": "file-text", "": "link"}


class RelatedView(QWidget):
    """The works that a record is related to; each is opened in the program if possible."""

    def __init__(
        self, theme: Theme, open_url: Callable[[str], None], session: RecordSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self._open_url = open_url
        self._all = False
        self._works: tuple[RelatedWork, ...] = ()
        self.setObjectName("relatedView")
        self.setAccessibleName("Related works")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self._more = Button(self._theme, ButtonKind.LINK)
        self._more.setObjectName("moreRelatedButton")
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more)

    def show_record(self, record: Record) -> int:
        """Show the related works of *record*. Return how many there are."""
        works = related_works(record)
        if works != self._works:
            self._works, self._all = works, False
            self._fill()
        self._more.setVisible(len(works) > FEW)
        return len(works)

    def _fill(self) -> None:
        clear_layout(self._rows)
        shown = self._works[: MOST if self._all else FEW]
        for place, one in enumerate(shown):
            self._rows.addWidget(self._row(one, last=place == len(shown) - 1))
        words = "Fewer" if self._all else counted(len(self._works) - FEW, "more", "more")
        self._more.show_content(ButtonContent(words), name=f"{words}: related works")

    def _row(self, one: RelatedWork, *, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, px(1), 0, px(1))
        row.setSpacing(px(8))
        row.addWidget(sign(theme, _KINDS[one.kind]))
        words = label(one.words, "small", "muted")
        words.setMinimumWidth(px(92))
        row.addWidget(words)
        what = f"{one.words} {one.text}"
        if one.identifier is not None:
            link = Button(theme, ButtonKind.LINK, _short(one.text), name=f"{what}: open here")
            link.setObjectName("relatedLink")
            set_tooltip(link, f"{one.text}\nOpen it in the program.")
            link.clicked.connect(lambda _checked=False: self._session.look_up(one.identifier))
            row.addWidget(link)
            row.addStretch(1)
        else:
            row.addWidget(ElidedLabel(one.text, "small", mode=Qt.TextElideMode.ElideMiddle), 1)
        if one.url is not None:
            out = Button(theme, ButtonKind.LINK, icon="external", name=f"{what}: open in the browser")
            out.setObjectName("relatedBrowserLink")
            set_tooltip(out, one.url)
            out.clicked.connect(lambda _checked=False: self._open_url(one.url))
            row.addWidget(out)
        return box

    def _on_more(self) -> None:
        self._all = not self._all
        self._fill()


class RecordChips(QWidget):
    """Communities and keywords; each leads to the records that share it."""

    def __init__(self, theme: Theme, navigation: Navigation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._navigation = navigation
        self.setObjectName("recordChips")
        self._flow = FlowLayout(self, gap=0, line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: object = None

    def show_record(self, record: Record) -> None:
        shown = (record.communities, record.keywords)
        self.setVisible(bool(record.communities or record.keywords))
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._flow)
        for slug in record.communities[:20]:
            self._add("communityChip", slug, "people", f"The community {slug}", places.COMMUNITIES, slug, record.title)
        for word in record.keywords[:40]:
            query = RecordQuery(subject=word)
            self._add("keywordChip", word, None, f"Records about {word}", places.RECORDS, query, record.title)
        self.updateGeometry()

    def _add(self, name: str, words: str, icon: str | None, spoken: str, page: str, subject: object, here: str) -> None:
        short = words if len(words) <= 40 else f"{words[:39]}…"
        chip = Button(self._theme, ButtonKind.CHIP_SET if icon else ButtonKind.CHIP_STATE, short, name=spoken)
        chip.show_content(ButtonContent(short, icon), name=spoken)
        chip.setObjectName(name)
        set_tooltip(chip, words)
        navigation = self._navigation
        chip.clicked.connect(lambda _checked=False: navigation.open(page, subject, came_from=here))
        self._flow.addWidget(chip)


class RecordTerms(QWidget):
    """Type, access, licence, funding, language: one fact per line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("recordTerms")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(RING, 0, RING, 0)
        self._column.setSpacing(0)
        self._shown: object = None

    def show_record(self, record: Record) -> None:
        if record.all is self._shown:
            return
        self._shown = record.all
        clear_layout(self._column)
        for name, words in terms_of(record):
            self._column.addWidget(fact(self._theme, name, text(words)))


def terms_of(record: Record) -> list[tuple[str, str]]:
    """Return (name, text) of what is known."""
    found = []
    if record.type:
        kind = " · ".join(part for part in (record.type, record.subtype) if part)
        found.append(("Type", kind.replace("-", " ").capitalize()))
    access = ACCESS.get(record.access or "", record.access or "")
    until = embargo_until(record)
    if until is not None and record.access == "embargoed":
        access += f" until {calendar_day(until) or until}"
    found.append(("Access", access))
    names = licences(record)
    if names:
        terms = TERMS.get(names[0].rstrip("0123456789.").rstrip("-"), "")
        shown = ", ".join(licence(name) for name in names)
        found.append(("Licence", f"{shown}: {terms}" if terms and len(names) == 1 else shown))
    else:
        found.append(("Licence", "None given: ask the authors before you use it"))
    if paid := grants(record):
        found.append(("Funding", "\n".join(grant.text for grant in paid)))
    metadata = record.all.get("metadata")
    language = metadata.get("language") if isinstance(metadata, dict) else None
    if isinstance(language, str) and language:
        found.append(("Language", language))
    if record.date:
        found.append(("Published", calendar_day(record.date) or record.date))
    return [(name, words) for name, words in found if words]


class RecordForms(FoldSection):
    """The record in every format that Zenodo offers, copied by a click: 1 request each."""

    def __init__(self, theme: Theme, messages: Messages, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, "The record in other forms", "recordFormsButton", parent=parent)
        self._messages = messages
        self.body.addWidget(
            label("Copied as Zenodo gives it: 1 request each, none when it is known.", "small", "muted")
        )
        flow = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        flow.setSizePolicy(policy)
        row = FlowLayout(flow, gap=0, line_gap=0)
        for form, info in FORMS.items():
            button = Button(theme, ButtonKind.CHIP_STATE, info.title, name=f"Copy the record as {info.title}")
            button.show_content(ButtonContent(info.title, "copy"), name=f"Copy the record as {info.title}")
            button.setObjectName(f"recordForm.{form}")
            button.clicked.connect(lambda _checked=False, form=form: session.ask_form(form))
            row.addWidget(button)
        self.body.addWidget(flow)
        session.form_came.connect(self._on_form)

    def _on_form(self, form: RecordExportFormat, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        note = Note(f"The record is copied as {FORMS[form].title}.", f"{len(words):,} characters, as Zenodo sent it.")
        self._messages.say("copied", note, lasts_ms=4000)


def _short(words: str) -> str:
    return words if len(words) <= 34 else f"{words[:20]}…{words[-12:]}"
