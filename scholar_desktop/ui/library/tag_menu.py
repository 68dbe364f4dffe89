"""What can be done with a tag: rename it on all papers, give it a colour and a key, delete it, set it by its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import MOST_TAG_KEYS, Changes, KeptPaper, Tag
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.theme.tokens import TAG_COLOURS
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.rename_box import NameBox
from scholar_desktop.ui.words.literal_text import add_entry, label_text
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import tagged_words, untagged_words

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

_COLOUR_NAMES = {
    "red": Message.in_context("colour", "Red"),
    "orange": Message.in_context("colour", "Orange"),
    "yellow": Message.in_context("colour", "Yellow"),
    "green": Message.in_context("colour", "Green"),
    "teal": Message.in_context("colour", "Teal"),
    "blue": Message.in_context("colour", "Blue"),
    "purple": Message.in_context("colour", "Purple"),
    "pink": Message.in_context("colour", "Pink"),
    "grey": Message.in_context("colour", "Grey"),
}


class TagMenu:
    """Changes tags; each change is one operation that undo reverts."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        library: Library,
    ) -> None:
        self._theme = theme
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._navigation = navigation
        self._library = library

    def menu_of(self, tag: Tag, beside: QWidget) -> QMenu:
        """Return the menu of a tag, to be shown with `popup`. beside: where the box to rename it is shown; has the
        focus afterwards."""
        menu = make_menu(beside)
        rename = add_entry(menu, gettext("Rename tag"))
        rename.triggered.connect(lambda _checked=False: self.rename(tag.name, beside, beside))
        colours = menu.addMenu(label_text(gettext("Colour")))
        for name, colour in (("", None), *TAG_COLOURS.items()):
            title = shown(_COLOUR_NAMES[name]) if name else gettext("No colour")
            entry = self._choice(colours, title, tag.colour == colour, partial(self._look, tag, colour, tag.number))
            if colour is not None:
                entry.setIcon(QIcon(self._theme.pixmap("tag", colour, 16)))
        keys = menu.addMenu(label_text(gettext("Number key")))
        for number in (None, *range(1, MOST_TAG_KEYS + 1)):
            title = gettext("No number key") if number is None else str(number)
            self._choice(keys, title, tag.number == number, partial(self._look, tag, tag.colour, number))
        add_entry(menu, gettext("Delete tag")).triggered.connect(lambda _checked=False: self._delete(tag))
        return menu

    def toggle(self, number: int, papers: Sequence[KeptPaper]) -> None:
        """Add the tag with this key to *papers*; remove it if all of them have it."""
        self._scope.start(self._toggle(number, papers), name="tag by a key", on_failure=self._failed)

    def _choice(self, menu: QMenu, title: str, is_on: bool, run: Callable[[], None]) -> Any:
        group = menu.findChild(QActionGroup) or QActionGroup(menu)
        entry = add_entry(menu, title)
        entry.setCheckable(True)
        entry.setChecked(is_on)
        group.addAction(entry)
        entry.triggered.connect(lambda _checked=False: run())
        return entry

    def rename(self, tag: str, beside: QWidget, came_from: QWidget | None) -> None:
        """Show a box beside *beside* for the new name of a tag. came_from: has the focus again afterwards."""
        box = NameBox(tag)
        box.setObjectName("tagRenameEdit")
        box.setProperty("role", "small")
        box.setAccessibleName(gettext("New name for “{name}”", name=tag))
        box.editingFinished.connect(lambda: self._end_renaming(tag, box, came_from))
        box.show_beside(beside, self._theme)

    def _end_renaming(self, tag: str, box: NameBox, came_from: QWidget | None) -> None:
        new, is_left = " ".join(box.text().split()), QApplication.focusWidget() is None
        if (is_left or box.hasFocus()) and came_from is not None and shiboken6.isValid(came_from):
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        if new and new != tag:
            self._scope.start(self._rename(tag, new), name="rename a tag", on_failure=self._failed)

    async def _rename(self, tag: str, new: str) -> None:
        before = {one.name for one in await self._library.all_tags() if one.papers}
        await self._library.own_words.rename(tag, new)
        tags = await self._library.all_tags()
        self._navigation.rename_tag(tag, new, {one.name for one in tags})
        now = next((one for one in tags if one.papers and one.name.casefold() == new.casefold()), None)
        if now is None or now.name not in before or now.name == tag:
            self._say_done(gettext("Renamed the tag “{tag}” to “{name}”.", tag=tag, name=new))
            return
        words = ngettext(
            "Merged the tag “{tag}” into “{name}”: {count} paper.",
            "Merged the tag “{tag}” into “{name}”: {count} papers.",
            now.papers,
            tag=tag,
            name=now.name,
        )
        self._say_done(words)

    def _look(self, tag: Tag, colour: str | None, number: int | None) -> None:
        self._change(partial(self._library.own_words.set_look, tag.name, colour, number), "")

    def _delete(self, tag: Tag) -> None:
        self._change(partial(self._library.own_words.delete, tag.name), untagged_words(tag.name, tag.papers))

    async def _toggle(self, number: int, papers: Sequence[KeptPaper]) -> None:
        try:
            tag = next((one for one in await self._library.all_tags() if one.number == number), None)
        except ScholarError as error:
            self._messages.failed(gettext("Could not add the tag"), error)
            return
        if tag is None:
            say_no_tag(self._messages, number)
            return
        on = not all(tag.name in kept.tags for kept in papers)
        count = len(papers)
        text = tagged_words(tag.name, count) if on else untagged_words(tag.name, count)
        await self._run(partial(self._library.own_words.tag, [kept.key for kept in papers], tag.name, on), text)

    def _change(self, work: Callable[[], Awaitable[Changes]], done: str) -> None:
        self._scope.start(self._run(work, done), name="change a tag", on_failure=self._failed)

    def _failed(self, error: ScholarError) -> None:
        self._messages.failed(gettext("Could not change the tag"), error)

    async def _run(self, work: Callable[[], Awaitable[Changes]], done: str) -> None:
        """Do *work*, and then say that it is *done* unless that is empty."""
        await work()
        if done:
            self._say_done(done)

    def _say_done(self, words: str) -> None:
        undo = self._actions["edit.undo"]
        self._messages.undoable(words, Step(gettext("Undo"), undo.trigger, icon="undo"))


def say_no_tag(messages: Messages, number: int) -> None:
    """Say that no tag has the key *number*."""
    lead = gettext("No tag has the number key {number}.", number=number)
    text = gettext("To give a tag this key, open its menu in the sidebar.")
    messages.say("undo", Note(lead, text, icon="info"), lasts_ms=UNDO_SHOWN_MS)
