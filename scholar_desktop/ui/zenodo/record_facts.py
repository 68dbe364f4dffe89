"""Further details of a record: related works, communities and keywords, terms, and other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.identifiers.kinds import Scheme
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.zenodo.record import FORMS, Record, RecordExportFormat
from scholar_desktop.domain.zenodo.record_details import RelatedWork, embargo_until, grants, licences, related_works
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.record_words import record_type_words
from scholar_desktop.ui.words.wording import calendar_day, licence
from scholar_desktop.ui.zenodo.record_rows import fact, sign, text
from scholar_desktop.ui.zenodo.record_session import RecordSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

FEW, MOST = 6, 200
ACCESS = {
    "open": Message("Open access"),
    "embargoed": Message("Under embargo"),
    "restricted": Message("Restricted: ask the owner for access"),
    "closed": Message("Closed"),
    "metadata-only": Message("Metadata only, no files"),
}
TERMS = {
    "cc-by": Message("free to use if you credit the authors"),
    "cc-by-sa": Message("free to use if you credit the authors and share under the same licence"),
    "cc-by-nc": Message("free for non-commercial use if you credit the authors"),
    "cc-by-nd": Message("free to share unchanged if you credit the authors"),
    "cc-zero": Message("no rights reserved"),
    "cc0": Message("no rights reserved"),
}
_KINDS = {"code": "code", "data": "database", "paper": "file-text", "": "link"}
# not translated: names of schemes
_NUMBERED = {Scheme.ARXIV: "arXiv:", Scheme.PMID: "PMID "}
"""What is put before the identifiers of a scheme that are only numbers."""


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
        make_group(self)
        self.setAccessibleName(gettext("Related works"))
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
        listed = self._works[: MOST if self._all else FEW]
        for place, one in enumerate(listed):
            self._rows.addWidget(self._row(one, last=place == len(listed) - 1))
        if self._all:
            words, spoken = gettext("Show fewer"), gettext("Show fewer related works")
        else:
            left = len(self._works) - FEW
            words = gettext("Show {count} more", count=left)
            spoken = ngettext("Show {count} more related work", "Show {count} more related works", left)
        self._more.show_content(ButtonContent(words), name=spoken)

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
        relation, named = shown(one.words), _named(one)
        words = label(relation, "small", "muted")
        words.setMinimumWidth(px(92))
        row.addWidget(words)
        if one.identifier is not None:
            spoken = gettext("Open {identifier} ({relation})", identifier=named, relation=relation)
            link = Button(theme, ButtonKind.LINK, _without_middle(named), name=spoken)
            link.setObjectName("relatedLink")
            set_tooltip(link, gettext("{identifier}\nOpens in this window.", identifier=named))
            link.clicked.connect(lambda _checked=False: self._session.look_up(one.identifier))
            row.addWidget(link)
            row.addStretch(1)
        else:
            row.addWidget(ElidedLabel(named, "small", mode=Qt.TextElideMode.ElideMiddle), 1)
        if one.url is not None:
            spoken = gettext("Open {identifier} in the browser ({relation})", identifier=named, relation=relation)
            out = Button(theme, ButtonKind.LINK, icon="external", name=spoken)
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
        make_group(self)
        self._flow = FlowLayout(self, gap=0, line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: object = None

    def show_record(self, record: Record) -> None:
        chips = (record.communities, record.keywords)
        self.setVisible(bool(record.communities or record.keywords))
        if chips == self._shown:
            return
        self._shown = chips
        clear_layout(self._flow)
        for slug in record.communities[:20]:
            spoken = gettext("Show community {name}", name=slug)
            self._add("communityChip", slug, "people", spoken, places.COMMUNITIES, slug, record.title)
        for word in record.keywords[:40]:
            query = RecordQuery(subject=word)
            spoken = gettext("Show records about {keyword}", keyword=word)
            self._add("keywordChip", word, None, spoken, places.RECORDS, query, record.title)
        self.updateGeometry()

    def _add(self, name: str, words: str, icon: str | None, spoken: str, page: str, subject: object, here: str) -> None:
        short = shorten(words, 40)
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
        kinds = (record_type_words(part) for part in (record.type, record.subtype) if part)
        found.append((gettext("Type"), " · ".join(dict.fromkeys(kinds))))
    access = shown(ACCESS.get(record.access or "", record.access or ""))
    until = embargo_until(record)
    if until is not None and record.access == "embargoed":
        access = gettext("Under embargo until {date}", date=calendar_day(until) or until)
    found.append((gettext("Access"), access))
    names = licences(record)
    if names:
        terms = TERMS.get(names[0].rstrip("0123456789.").rstrip("-"), "")
        named = ", ".join(licence(name) for name in names)
        if terms and len(names) == 1:
            named = gettext("{licence}: {terms}", licence=named, terms=terms)
        found.append((gettext("Licence"), named))
    else:
        found.append((gettext("Licence"), gettext("None stated: ask the authors before you use it")))
    if paid := grants(record):
        found.append((gettext("Funding"), "\n".join(grant.text for grant in paid)))
    metadata = record.all.get("metadata")
    language = metadata.get("language") if isinstance(metadata, dict) else None
    if isinstance(language, str) and language:
        found.append((gettext("Language"), language))
    if record.date:
        found.append((gettext("Published"), calendar_day(record.date) or record.date))
    return [(name, words) for name, words in found if words]


class RecordForms(FoldSection):
    """The record in every format that Zenodo offers, copied by a click: 1 request each."""

    def __init__(self, theme: Theme, messages: Messages, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(theme, gettext("Copy record as"), "recordFormsButton", parent=parent)
        self._messages = messages
        about = gettext("Copies the record in the format that Zenodo provides.")
        self.body.addWidget(label(about, "small", "muted", wrap=True))
        flow = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        flow.setSizePolicy(policy)
        row = FlowLayout(flow, gap=0, line_gap=0)
        for form, info in FORMS.items():
            title = shown(info.title)
            spoken = gettext("Copy record as {format}", format=title)
            button = Button(theme, ButtonKind.CHIP_STATE, title, name=spoken)
            button.show_content(ButtonContent(title, "copy"), name=spoken)
            button.setObjectName(f"recordForm.{form}")
            set_tooltip(button, gettext("1 request, or none if the answer is saved."))
            button.clicked.connect(lambda _checked=False, form=form: session.ask_form(form))
            row.addWidget(button)
        self.body.addWidget(flow)
        session.form_came.connect(self._on_form)

    def _on_form(self, form: RecordExportFormat, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        lead = gettext("Copied the record as {format}.", format=FORMS[form].title)
        note = Note(lead, ngettext("{count} character", "{count} characters", len(words)))
        self._messages.say("copied", note, lasts_ms=4000)


def _named(one: RelatedWork) -> str:
    """Return the identifier of *one*, with the name of its scheme if it is only a number."""
    scheme = one.identifier.scheme if one.identifier is not None else None
    return f"{_NUMBERED.get(scheme, '')}{one.text}" if scheme is not None else one.text


def _without_middle(words: str) -> str:
    """Return an identifier or address; of a long one, its beginning and its end."""
    return words if len(words) <= 34 else f"{words[:20]}…{words[-12:]}"
