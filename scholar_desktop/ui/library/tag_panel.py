"""The panel to tag papers: the tag is typed, or chosen from those of other papers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.overlay import Overlay

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

SHOWN = 24
WIDTH, HEIGHT = 380, 190


class TagPanel(Overlay):
    """Enter adds the typed tag. A click on a tag adds that one, or removes it if all papers have it, which a tick
    shows. The panel stays open for the next tag.

    Esc, or Enter without a tag, closes it. Signal: `chosen` (the papers, the tag, True to add it).
    """

    chosen = Signal(object, str, bool)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        library: Library,
        common_tags: Callable[[Any], Awaitable[frozenset[str]]],
        window: QWidget,
    ) -> None:
        """common_tags: returns the tags that all of the papers have."""
        super().__init__(theme, window)
        self._theme = theme
        self._scope = scope
        self._library = library
        self._common_tags = common_tags
        self._set: frozenset[str] = frozenset()
        """The tags that all papers have."""
        self._papers: tuple[object, ...] = ()
        self._names: tuple[str, ...] = ()
        self.setObjectName("tagPanel")
        self.setAccessibleName(gettext("Tag"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(14), px(10))
        column.setSpacing(px(8))
        self._title = ElidedLabel("", "head", mode=Qt.TextElideMode.ElideMiddle)
        column.addWidget(self._title)
        self._box = QLineEdit()
        self._box.setObjectName("tagEdit")
        self._box.setAccessibleName(gettext("Tag"))
        self._box.setPlaceholderText(gettext("Tag, then Enter; Esc to finish"))
        self._box.returnPressed.connect(self._on_return)
        self._box.textChanged.connect(self._show_tags)
        column.addWidget(self._box)
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags)
        column.addWidget(self._tags)
        column.addStretch(1)
        library.changed.connect(lambda _changes: self._load_soon())

    def open_for(self, papers: Sequence[object]) -> None:
        """Show the panel for *papers*, or for rows of the library's table: below the button that was pressed, else at
        the top of the window."""
        self._papers = tuple(papers)
        title = ngettext("Tag {count} paper", "Tag {count} papers", len(self._papers))
        if len(self._papers) == 1 and isinstance(paper := self._papers[0], Paper) and paper.title:
            title = gettext("Tag “{title}”", title=plain(paper.title))
        self._title.show_text(title)
        self._empty_box()
        self._names, self._set = (), frozenset()
        px = self._theme.px
        width, height = min(px(WIDTH), self._window.width() - 16), px(HEIGHT)
        opener = self.opener("paper.tag")
        if opener is None:
            self.open_at((self._window.width() - width) // 2, px(96), width, height)
        else:
            self.show_under(opener, None, width=width, height=height)
        self._show_tags()
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        self._load_soon()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the tags leaves the focus in the box: what is typed next belongs there."""
        super().mousePressEvent(event)
        self._box.setFocus(Qt.FocusReason.MouseFocusReason)

    def _load_soon(self) -> None:
        if self.isVisible():
            self._scope.start(self._load(), name="tags", latest="tags")

    def _empty_box(self) -> None:
        """Empty the box without a history: Ctrl+Z undoes what is typed from now on, before that the last change."""
        self._box.setText("")

    def runs_behind(self, action_id: str) -> bool:
        return action_id in ("edit.undo", "edit.redo", "paper.collect")

    async def _load(self) -> None:
        try:
            found = [name for name, _ in await self._library.tags()]
            common = await self._common_tags(self._papers)
        except ScholarError:
            return  # the rows of the library show the error
        new = [name for name in self._names if name in found]
        names = tuple(dict.fromkeys((*new, *found)))
        if (names, common) != (self._names, self._set):
            self._names, self._set = names, common
            self._show_tags()

    def _show_tags(self, _text: str = "") -> None:
        """Show the tags that contain the typed text; those that begin with it come first."""
        focused = self._window.window().focusWidget()
        kept = focused.property("tag") if focused is not None and self._tags.isAncestorOf(focused) else None
        typed = " ".join(self._box.text().casefold().split())
        tags = [name for name in self._names if typed in name.casefold()]
        tags.sort(key=lambda name: not name.casefold().startswith(typed))
        while self._flow.count():
            self._remove_tag(0)
        for name in tags[:SHOWN]:
            self._add(name, self._chip(name))
        if typed and typed not in (name.casefold() for name in tags):
            new = " ".join(self._box.text().split())
            self._add(new, Button(self._theme, ButtonKind.CHIP_SET, gettext("Create “{name}”", name=new), icon="add"))
        self._fit()
        if kept is not None:  # the chip with the focus was replaced
            chips = (item.widget() for at in range(self._flow.count()) if (item := self._flow.itemAt(at)) is not None)
            same = next((chip for chip in chips if chip is not None and chip.property("tag") == kept), self._box)
            same.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip(self, tag: str) -> Button:
        if tag in self._set:
            name = gettext("Remove the tag “{tag}”", tag=tag)
            return Button(self._theme, ButtonKind.CHIP_CHOSEN, tag, icon="tick", name=name)
        return Button(self._theme, ButtonKind.CHIP_SET, tag, name=gettext("Tag “{tag}”", tag=tag))

    def _add(self, tag: str, chip: Button) -> None:
        chip.setProperty("tag", tag)
        chip.clicked.connect(self._on_pressed)
        self._flow.addWidget(chip)
        chip.show()  # a layout leaves out what is not visible yet

    def _fit(self) -> None:
        """Make the panel as high as its tags, and leave out those for which the window has no room."""
        layout, room = self.layout(), self._window.height() - self.y() - self._theme.px(16)
        assert layout is not None
        self._tags.show()
        while layout.totalHeightForWidth(self.width()) > room and self._flow.count():
            self._remove_tag(self._flow.count() - 1)
        self._tags.setVisible(self._flow.count() > 0)
        layout.activate()
        height = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else -1
        self.resize(self.width(), height if height > 0 else layout.totalSizeHint().height())

    def _remove_tag(self, place: int) -> None:
        item = self._flow.takeAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        self._flow.invalidate()

    def _on_return(self) -> None:
        self._take(self._box.text(), on=True)

    def _on_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            tag = str(sender.property("tag"))
            self._take(tag, on=tag not in self._set)

    def _take(self, name: str, *, on: bool) -> None:
        tag = " ".join(name.split())
        if not tag:
            self.close_panel()
            return
        self.chosen.emit(self._papers, tag, on)
        if tag.casefold() not in (known.casefold() for known in self._names):
            self._names = (tag, *self._names)
        self._empty_box()
        self._show_tags()
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)
