"""The tags of the library in the sidebar: a click shows the papers that have the tag. They are scrolled together with
the collections."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, Tag
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.scroll_column import FittedArea
from scholar_desktop.ui.widgets.sidebar_button import replace_rows
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.library.tag_menu import TagMenu
    from scholar_desktop.ui.theme.theme import Theme

LONGEST = 22
LEAST_LISTS = 116
"""The least height of the collections and the tags together at base size, of which the rest is scrolled: a heading and
three rows."""


class TagList(QWidget):
    """Hidden while no paper has a tag, and while the sidebar is narrow."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        navigation: Navigation,
        library: Library,
        menu: TagMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._navigation = navigation
        self._library = library
        self._theme = theme
        self._scope = scope.child()
        self._menu = menu
        self._tags: tuple[Tag, ...] = ()
        self._built: object = None
        self._rail = False
        self.setObjectName("tags")
        self.setAccessibleName(gettext("Tags"))
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8) - RING, px(8), 0, 0)
        column.setSpacing(px(2))
        heading = label(gettext("Tags"), "section")
        heading.setContentsMargins(RING, px(4), 0, px(4))
        column.addWidget(heading)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=px(4) - 2 * RING, line_gap=px(4) - 2 * RING)
        column.addWidget(self._chips)
        library.changed.connect(self._on_library_changed)
        navigation.page_changed.connect(self._show)
        navigation.library_view_changed.connect(self._show)
        self.hide()
        self._load_soon()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self._show()

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers or "tags" in changes.tables:
            self._load_soon()

    def _load_soon(self) -> None:
        self._scope.start(self._load(), name="tags", latest="load")

    async def _load(self) -> None:
        try:
            found = tuple(tag for tag in await self._library.all_tags() if tag.papers)
        except ScholarError:
            return  # the library reports the error itself, once
        if found != self._tags:
            self._tags = found
            self._navigation.follow_tags({tag.name for tag in found})
            self._show()

    def _show(self, *_what: object) -> None:
        navigation = self._navigation
        shown = navigation.tag if navigation.shows_library_part else ""
        if (self._tags, shown) != self._built:
            self._built = (self._tags, shown)
            before = self._flow.widgets()
            for chip in before:
                self._flow.removeWidget(chip)
            for tag in self._tags:
                self._flow.addWidget(self._chip(tag, is_shown=tag.name == shown))
            replace_rows(before, self._flow.widgets())
            self._chips.updateGeometry()
        self.setVisible(bool(self._tags) and not self._rail)

    def _chip(self, tag: Tag, *, is_shown: bool) -> Button:
        name, papers = tag.name, tag.papers
        chip = Button(self._theme, ButtonKind.CHIP_CHOSEN if is_shown else ButtonKind.CHIP_SET)
        short = shorten(name, LONGEST)
        spoken = ngettext("{tag}, {count} paper", "{tag}, {count} papers", papers, tag=name)
        chip.show_content(
            ButtonContent(
                short,
                "tick" if is_shown else "tag" if tag.colour else None,
                None if is_shown else tag.colour,
                count=str(tag.number or ""),
            ),
            name=gettext("{tag}, shown", tag=spoken) if is_shown else spoken,
        )
        chip.setObjectName(f"sidebar.tag.{name}")
        set_tooltip(chip, spoken)
        chip.clicked.connect(partial(self._open, name))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(partial(self._open_menu, tag, chip))
        return chip

    def _open(self, name: str, *_checked: object) -> None:
        self._navigation.show_tag(name)
        self._show()
        for place in range(self._flow.count()):
            item = self._flow.itemAt(place)
            chip = None if item is None else item.widget()
            if chip is not None and chip.objectName() == f"sidebar.tag.{name}":
                chip.setFocus(Qt.FocusReason.OtherFocusReason)  # otherwise a collection keeps it that is not shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chip = self.focusWidget()
        name = chip.objectName() if chip is not None else ""
        tag = next((each for each in self._tags if name == f"sidebar.tag.{each.name}"), None)
        if event.key() == Qt.Key.Key_F2 and chip is not None and tag is not None:
            self._menu.rename(tag.name, chip, chip)
        else:
            super().keyPressEvent(event)

    def _open_menu(self, tag: Tag, chip: Button, where: QPoint) -> None:
        self._menu.menu_of(tag, chip).popup(chip.mapToGlobal(where))


class CollectionsAndTags(FittedArea):
    """The collections and the tags in one area that scrolls."""

    def __init__(self, theme: Theme, tree: QWidget, tags: TagList) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(tree)
        column.addWidget(tags)
        super().__init__(content)
        self._theme = theme
        for ground in (self.viewport(), content):
            ground.setProperty("role", "")
            ground.setProperty("ground", "sidebar")
            ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), self._theme.px(LEAST_LISTS)))

    def reveal(self, row: QWidget) -> None:
        """Bring *row* into sight, which may be new."""
        content = self.widget()
        if content is not None and (layout := content.layout()) is not None:
            layout.activate()
        self.ensureWidgetVisible(row, 0, 0)
