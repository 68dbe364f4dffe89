"""The message about a changed e-mail address of Unpaywall, with Undo: a key that is pressed by mistake in its box
changes it, too, and the address is saved when the page is left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.widgets.note import Step

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages


class AddressChanges:
    """Reports a change from one address to another, or to none, once it is saved."""

    def __init__(self, editor: SettingsEditor, scope: TaskScope, messages: Messages, actions: Actions) -> None:
        self._editor = editor
        self._scope = scope
        self._messages = messages
        self._actions = actions

    def say(self, before: str, address: str) -> None:
        """Say that *address* has replaced *before*, and let undo revert it. Both are empty for none; a first address
        replaces none."""
        if not before:
            return
        if address:
            words = gettext("Changed the Unpaywall e-mail from {before} to {address}.", before=before, address=address)
        else:
            words = gettext("Removed the Unpaywall e-mail {before}.", before=before)
        self._messages.add_undo_step(
            UndoStep(
                gettext("change the Unpaywall e-mail"),
                gettext("The Unpaywall e-mail is {address} again.", address=before),
                partial(self._save, before),
                partial(self._start_again, before, address),
            )
        )
        self._messages.undoable(words, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))

    async def _save(self, address: str) -> None:
        await self._editor.set("email", address)

    def _start_again(self, before: str, address: str) -> None:
        report = partial(self._messages.failed, gettext("Could not save the setting"))
        work = self._save_again(before, address)
        self._scope.start(work, name="set email", latest=("set", "email"), on_failure=report)

    async def _save_again(self, before: str, address: str) -> None:
        await self._save(address)
        self.say(before, address)
