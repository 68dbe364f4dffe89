"""Collections and tags of the paper shown: chips that open the list of their papers, with a cross to remove it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.collection import Collection, display_path
from scholar_desktop.domain.library import NOT_MARKED, READ, TO_READ, KeptPaper
from scholar_desktop.domain.paper import Paper, is_same_paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.library.tag_menu import TagMenu
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.flow import FlowLayout, keep_focus
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.overlay import RUNS
from scholar_desktop.ui.widgets.removable_chip import DropChip
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

READING = ((TO_READ, Message("To read")), ("reading", Message("Being read")), (READ, Message("Read already")))
"""The reading states and their names."""
LONGEST = 40
"""Characters of a path or a tag that a chip shows; its tooltip has the whole text."""


class ReadingChip(ChoiceChip):
    """The reading state. Delete removes it, as it removes a collection or a tag."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.value:
            self._choose("")
            return
        super().keyPressEvent(event)


class CollectionAndTagChips(QWidget):
    """Shown for every paper: one that is not in the library is added with its first collection or tag."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        navigation: Navigation,
        messages: Messages,
        context: ActionContext,
        current: CurrentPaper,
        collections: Collections,
        library: Library,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._navigation = navigation
        self._messages = messages
        self._context = context
        self._current = current
        self._collections = collections
        self._library = library
        self._tag_menu = TagMenu(theme, scope, actions, messages, navigation, library)
        self._theme = theme
        self._scope = scope.child()
        self._paper: Paper | None = None
        self._kept: KeptPaper | None = None
        self._shown: object = None
        self.setObjectName("ownWords")
        self.setAccessibleName(gettext("Collections and tags"))
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(16), 0, 0)
        column.setSpacing(px(2))
        heading = label(gettext("Collections and tags"), "section")
        heading.setContentsMargins(RING, 0, RING, 0)
        column.addWidget(heading)
        self._chips = QWidget()
        make_group(self._chips)
        self._flow = FlowLayout(self._chips, gap=px(6) - 2 * RING, line_gap=px(4) - RING)
        for widget in (self, self._chips):
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)
        column.addWidget(self._chips)
        texts = {
            "paper.to_read": gettext("+ To read"),
            "paper.collect": gettext("+ Collection"),
            "paper.tag": gettext("+ Tag"),
        }
        self._adding = {action: self._adding_chip(action, words) for action, words in texts.items()}

    def _adding_chip(self, action: str, words: str) -> Button:
        """Return the chip that runs *action*. It stays for all papers: a panel that it opens returns the focus to
        it."""
        chip = Button(self._theme, ButtonKind.CHIP_OPEN, words, name=self._actions.title(action), parent=self._chips)
        chip.hide()
        chip.setObjectName(f"ownWords.{action}")
        chip.setProperty(RUNS, action)
        set_tooltip(chip, self._actions.help(action))
        chip.clicked.connect(partial(self._run, action))
        return chip

    def show_paper(self, paper: Paper, kept: KeptPaper | None) -> None:
        """Show the collections and tags of *paper*.

        Args:
            kept: the paper in the library, None if it is not there.
        """
        is_same = self._paper is not None and is_same_paper(self._paper, paper)
        self._paper, self._kept = paper, kept
        words = (
            (kept.collections, kept.tags, True, kept.reading, kept.tag_colours)
            if kept is not None
            else ((), (), False, NOT_MARKED, {})
        )
        if words == self._shown:
            return
        self._shown = words
        before = self._take_chips()
        if kept is not None:
            self._flow.addWidget(self._reading_choice(words[3]))
        for path in words[0]:
            chip = self._chip(display_path(path), "folder", f"collectionChip.{path}")
            tip = gettext(
                "Show the papers in “{collection}”. Click the cross (or press Delete) to remove this paper from it.",
                collection=display_path(path),
            )
            set_tooltip(chip, tip)
            chip.clicked.connect(partial(self._open_collection, path))
            chip.dropped.connect(partial(self._take_out, path))
            self._add_menu(chip, gettext("Rename collection"), partial(self._rename_collection, path))
        for tag in words[1]:
            chip = self._chip(tag, "tag", f"tagChip.{tag}", words[4].get(tag))
            tip = gettext(
                "Show the papers tagged “{tag}”. Click the cross (or press Delete) to remove the tag.", tag=tag
            )
            set_tooltip(chip, tip)
            chip.clicked.connect(partial(self._open_tag, tag))
            chip.dropped.connect(partial(self._take_off, tag))
            self._add_menu(chip, gettext("Rename tag"), partial(self._rename_tag, tag, chip))
        adding = ["paper.collect", "paper.tag"]
        if kept is None:  # of one in the library, the chip for the reading state says it
            adding.insert(0, "paper.to_read")
        for action in adding:
            self._flow.addWidget(self._adding[action])
            self._adding[action].show()
        if is_same:
            keep_focus(before, self._flow.widgets())
        self._remove(before)
        for widget in self._flow.widgets():
            widget.raise_()  # screen readers name the children in the order in which they are stacked
        self._chips.updateGeometry()
        self.updateGeometry()

    def _take_chips(self) -> list[QWidget]:
        """Take all chips out of the layout, and return them."""
        chips = self._flow.widgets()
        for chip in chips:
            self._flow.removeWidget(chip)
        return chips

    def _remove(self, chips: list[QWidget]) -> None:
        """Remove those of *chips* that are not in the layout."""
        for chip in set(chips).difference(self._flow.widgets()):
            chip.hide()
            if chip not in self._adding.values():
                chip.deleteLater()

    def _reading_choice(self, state: str) -> ChoiceChip:
        states = [(state, shown(words)) for state, words in READING]
        choice = ReadingChip(self._theme, gettext("Reading state"), states, none=gettext("No reading state"))
        choice.setObjectName("toReadChip" if state == TO_READ else "readingChoice")
        choice.set_value("" if state == NOT_MARKED else state)
        set_tooltip(choice, gettext("Whether the paper is to be read, being read, or read. Delete removes the state."))
        choice.chosen.connect(self._set_reading)
        return choice

    def _set_reading(self, state: str) -> None:
        if self._paper is not None:
            self._do(self._write_reading(self._paper, state or NOT_MARKED), Message("Reading state not changed"))

    async def _write_reading(self, paper: Paper, state: str) -> None:
        await self._library.set_reading([paper], state)

    def _chip(self, words: str, icon: str, name: str, colour: str | None = None) -> DropChip:
        short = words if len(words) <= LONGEST else f"…{words[1 - LONGEST :]}"
        chip = DropChip(self._theme, ButtonKind.CHIP_SET, short)
        chip.show_content(ButtonContent(short, icon, colour, trailing="cross"), name=words)
        chip.setObjectName(name)
        self._flow.addWidget(chip)
        return chip

    def _add_menu(self, chip: DropChip, title: str, run: Callable[[], None]) -> None:
        """Give *chip* a context menu with one entry."""

        def open_menu(where: QPoint) -> None:
            menu = make_menu(chip)
            add_entry(menu, title).triggered.connect(lambda _on=False: run())
            menu.popup(chip.mapToGlobal(where))

        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(open_menu)

    def _rename_tag(self, tag: str, chip: DropChip) -> None:
        self._tag_menu.rename(tag, chip, chip)

    def _rename_collection(self, path: str) -> None:
        self._do(self._begin_renaming(path), Message("Could not rename the collection"))

    async def _begin_renaming(self, path: str) -> None:
        if (one := await self._find(path)) is not None:
            self._context.update(collection=one)
            self._messages.run(self._actions, "collection.rename")
            self._context.update(collection=self._navigation.shown_collection)

    def _run(self, action: str, *_checked: object) -> None:
        if self._paper is not None:
            self._current.run_for(action, self._paper)

    def _open_collection(self, path: str, *_checked: object) -> None:
        self._do(self._show_collection(path), Message("Could not show the collection"))

    async def _show_collection(self, path: str) -> None:
        if (one := await self._find(path)) is not None:
            self._navigation.show_collection(one)

    async def _find(self, path: str) -> Collection | None:
        """Return the collection *path* with its number of papers."""
        return next((one for one in await self._collections.all() if one.path == path), None)

    def _open_tag(self, tag: str, *_checked: object) -> None:
        self._navigation.show_tag(tag)

    def _take_out(self, path: str) -> None:
        if self._kept is not None:
            self._do(self._leave(self._kept.key, path), Message("Could not remove the paper from the collection"))

    async def _leave(self, key: str, path: str) -> None:
        collections = self._collections
        one = await collections.find(path)
        if one is not None and (await collections.take_out([key], one.key, below=False)).label is not None:
            self._say(gettext("Removed the paper from “{collection}”. It stays in your library.", collection=one.title))

    def _take_off(self, tag: str) -> None:
        if self._kept is not None:
            self._do(self._untag(self._kept.key, tag), Message("Could not remove the tag"))

    async def _untag(self, key: str, tag: str) -> None:
        if (await self._library.tag([key], tag, on=False)).label is not None:
            self._say(gettext("Removed the tag “{tag}” from the paper.", tag=tag))

    def _say(self, text: str) -> None:
        undo = self._actions["edit.undo"]
        self._messages.undoable(text, Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _do(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._scope.start(work, name=failed, on_failure=partial(self._messages.failed, failed))
