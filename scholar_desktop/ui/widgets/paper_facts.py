"""Parts of the detail pane that list facts: identifiers with copy buttons, and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.papers.paper_text import newest_facts, source_page
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind, inset
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import set_tooltip

LONG_HASH = 34
"""An identifier of letters and digits alone that is longer, such as Semantic Scholar's, is shown by its beginning."""


def clear_layout(layout: Any) -> None:
    """Remove all widgets from *layout* and delete them in the next turn of the event loop."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class CopyButton(Button):
    """Copies a text, and confirms it for a moment."""

    def __init__(self, theme: Theme, text: str, name: str, copied: Callable[[str], None]) -> None:
        super().__init__(theme, ButtonKind.QUIET, icon="copy", name=name)
        self._text = text
        self._copied = copied
        self.clicked.connect(self._copy)

    def change_text(self, text: str, name: str) -> None:
        """Copy *text* from now on. name: for screen readers and the tooltip."""
        self._text = text
        self.setAccessibleName(name)
        set_tooltip(self, name)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copied(self._text)

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(18), self._theme.type.line(12)) + 2 * RING
        return QSize(side, side)

    def _icon_size(self) -> int:
        return 14


class _Identifier(QWidget):
    """One identifier: the title of its scheme, its value, and a button that copies it."""

    def __init__(self, theme: Theme, copied: Callable[[str], None]) -> None:
        super().__init__()
        self._title = label("", "small", "muted")
        self._value = ElidedLabel("", "small")
        self._value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = CopyButton(theme, "", "", copied)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for part in (self._title, self._value, self._copy):
            row.addWidget(part)

    def show_identifier(self, title: str, value: str) -> None:
        self._title.setText(title)
        is_hash = len(value) > LONG_HASH and value.isalnum()
        # cut only where it is longer than a line, and then with the rest in its tooltip
        self._value.show_text(shorten(value, 13) if is_hash else value)
        self._value.set_hint(value if is_hash else "")
        self._copy.change_text(value, gettext("Copy {scheme} {value}", scheme=title, value=value))


class IdentifiersView(QWidget):
    """Every identifier with a copy button, wrapped like text."""

    def __init__(self, theme: Theme, copied: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._copied = copied
        self.setObjectName("identifiersView")
        make_group(self)
        self._flow = FlowLayout(self, gap=theme.px(12), line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._boxes: list[_Identifier] = []
        self._shown: list[tuple[str, str]] | None = None
        self.paper_id = ""
        """The paper whose identifiers are shown."""

    @property
    def has_some(self) -> bool:
        """True if the paper has an identifier that is shown."""
        return bool(self._shown)

    def show_ids(self, paper: Paper, cite_key: str = "") -> None:
        """Show the identifiers of *paper*, also the ISBN and ISSN of its entry, and its citation key in the library."""
        self.paper_id = paper.id
        items = [(wording.scheme_title(one), value) for one, value in paper.ids.items() if one in wording.SCHEME_TITLES]
        own = own_fields_of(paper)
        items += [(name, value) for name in ("ISBN", "ISSN") if own is not None and (value := own.text(name))]
        items += [(gettext("Citation key"), cite_key)] if cite_key else []
        if items == self._shown:
            return
        self._shown = items
        # Widgets that are there show other identifiers: new ones take several times as long.
        while len(self._boxes) < len(items):
            self._boxes.append(_Identifier(self._theme, self._copied))
            self._flow.addWidget(self._boxes[-1])
        for box, item in zip(self._boxes, items, strict=False):
            box.show_identifier(*item)
        for number, box in enumerate(self._boxes):
            box.setVisible(number < len(items))
        self.updateGeometry()


def is_paratext(paper: Paper) -> bool:
    """True if Unpaywall lists it not as a paper but as paratext: a table of contents, a cover, an index."""
    return any(facts.source == UNPAYWALL and facts.fields.get("is_paratext") is True for facts in paper.facts)


class SourcesLine(QWidget):
    """The sources of the data and their dates: 'Semantic Scholar, 20 Nov 2026, 14:31', each a link to its page of the
    paper."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        self.setObjectName("sourcesLine")
        make_group(self)
        self._flow = FlowLayout(self, gap=theme.px(12), line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: object = None

    def show_sources(self, paper: Paper) -> None:
        entries = [(facts.source, facts.retrieved) for facts in newest_facts(paper)]
        if not entries:
            entries = [(name, paper.retrieved or "") for name in paper.sources]
        shown = [(source, when, source_page(source, paper)) for source, when in entries]
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._flow)
        for source, when, page in shown:
            title = wording.source_title(source)
            words = ", ".join(part for part in (title, wording.moment(when)) if part)
            if page is None:
                self._flow.addWidget(inset(label(words, "small", "muted")))
                continue
            link = Button(self._theme, ButtonKind.LINK, words, name=gettext("{source}: open its page", source=words))
            link.setObjectName(f"sourceLink.{source}")
            set_tooltip(link, page)
            link.clicked.connect(lambda _checked=False, page=page: self._open_url(page))
            self._flow.addWidget(link)
        self.updateGeometry()
