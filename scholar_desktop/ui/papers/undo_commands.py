"""Undo and redo: the last change of the library, or the last other step of the window."""

from __future__ import annotations

import contextlib
import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import with_stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator, Set
    from typing import Any

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import Changes
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.undo_order import UndoStep

UNDONE_SHOWN_MS = 4000
"""How long a message about a step that was undone and cannot be redone is shown."""
TITLES = {
    "edit.undo": (Message("Undo"), Message("Undo: {change}"), Message("Undo earlier change: {change}")),
    "edit.redo": (Message("Redo"), Message("Redo: {change}"), Message("Redo earlier change: {change}")),
}
"""The titles of an action without a change, with one of this run, and with an older one or one of another process."""
LONGEST_CHANGE, FEWEST_LETTERS = 48, 8
"""Characters of the name of a change that the Edit menu shows, and of the title in it at least."""
_QUOTED = re.compile("„([^„]*)“|“((?:[^“”]|“[^”]*”)*)”|“(.*)”")  # a title may have a quotation in it


class _DownloadsBefore(NamedTuple):
    """The downloads before an undo or redo.

    papers: the library's keys of the papers whose downloads had not ended; stopped: the keys of the downloads that had
    been stopped when their papers were removed, and whose papers were not in the library.
    """

    papers: Set[str]
    stopped: Set[str]


class UndoCommands:
    """Runs `edit.undo` and `edit.redo`, and names in the menu what they undo and redo.

    Their keys act only on what was done since the start. An older change, which the user may not remember, or one of
    another process, is named in a message, whose button undoes or redoes it, as the menu does. The menu calls it an
    earlier change, and shows no key beside it.
    """

    def __init__(
        self,
        library: Library,
        downloads: Downloads,
        scope: TaskScope,
        context: ActionContext,
        actions: Actions,
        messages: Messages,
    ) -> None:
        self._library = library
        self._downloads = downloads
        self._scope = scope
        self._context = context
        self._actions = actions
        self._messages = messages
        self._steps = library.steps
        self._moves = 0
        self._moved: dict[str, str | None] = {}
        """What the context gets when the library has undone a change (`redo`), or made it again (`undo`)."""
        actions.bind("edit.undo", self.undo)
        actions.bind("edit.redo", self.redo)
        actions.bind_key("edit.undo", partial(self._undo, only_here=True))
        actions.bind_key("edit.redo", partial(self._redo, only_here=True))
        library.changed.connect(self._on_library_changed)
        downloads.changed.connect(self._on_download_changed)
        messages.step_done.connect(self._on_step_done)
        messages.undo_step_changed.connect(self._load_undo_label)
        self._load_undo_label()

    def undo(self) -> None:
        """Undo the last step or change, also one of an earlier run."""
        self._undo(only_here=False)

    def redo(self) -> None:
        """Redo what was undone last, also in an earlier run."""
        self._redo(only_here=False)

    def _undo(self, *, only_here: bool) -> None:
        self._messages.close_message("undo")
        undo_step = self._messages.take_undo_step()
        work = self._take_back(only_here=only_here) if undo_step is None else self._take_step_back(undo_step)
        self._start(work, Message("Change not undone"))

    async def _take_back(self, *, only_here: bool) -> None:
        from scholar_desktop.domain.text.undo_sentences import undone_sentence

        not_undone = self._messages.undo_order.undo_failed
        with self._moving(not_undone):
            label = await self._library.undo_label()
            self._moved = {"redo": label}
            before = await self._downloads_before()
            changes = await self._library.undo(only_here=only_here)
        if changes is not None:
            back = Step(gettext("Redo"), self.redo, icon="redo")
            await self._say_done(shown(undone_sentence(label or "")), changes, before, back)
        elif label is not None:
            self._keep(not_undone)
            self._name_older(
                gettext("Last change that can be undone: {change}.", change=shown(label)),
                gettext(
                    "Ctrl+Z does not undo it, because it was made in an earlier session or on the command line. “Undo” "
                    "here and in the Edit menu does."
                ),
                Step(gettext("Undo"), self.undo, icon="undo"),
            )

    async def _downloads_before(self) -> _DownloadsBefore:
        stopped = await self._downloads.removed_papers.stopped_and_missing()
        return _DownloadsBefore(self._downloads.papers_in_library, stopped)

    async def _say_done(self, sentence: str, changes: Changes, before: _DownloadsBefore, back: Step) -> None:
        """Say what was undone or redone, and what became of the downloads of papers that left the library or are in it
        again.

        Args:
            back: takes it back.
        """
        text = with_stopped(sentence, await self._is_any_removed(changes.papers & before.papers))
        self._messages.undoable(text, *await self._get_steps(changes, before.stopped), back)

    async def _is_any_removed(self, papers: Iterable[str]) -> bool:
        """Return True if the library does not have one of *papers* any more, or has it in the trash."""
        for key in papers:
            kept = await self._library.get(key)
            if kept is None or kept.trashed:
                return True
        return False

    async def _get_steps(self, changes: Changes, stopped: Set[str]) -> tuple[Step, ...]:
        """Return the step that gets the PDFs of papers that *changes* put back in the library, if their downloads,
        which are among *stopped*, were stopped when the papers were removed."""
        keys = await self._downloads.removed_papers.put_back(stopped, changes.papers)
        if not keys:
            return ()

        def get() -> None:
            self._messages.close_message("undo")
            self._downloads.retry(keys)

        return (Step(ngettext("Get {count} PDF", "Get {count} PDFs", len(keys)), get, icon="get"),)

    async def _take_step_back(self, undo_step: UndoStep) -> None:
        try:
            if undo_step.takes_change:  # first: if it cannot be undone, everything stays as it is
                self._moved = {}
                with self._moving(lambda: None):
                    await self._library.undo()
            await undo_step.run()
        except ScholarError:
            self._messages.forget_undo_steps([undo_step])
            raise
        undone = undo_step.undone if isinstance(undo_step.undone, str) else undo_step.undone()
        if undo_step.again is None:
            self._messages.say("undo", Note(undone, tone="panel", icon="undo"), lasts_ms=UNDONE_SHOWN_MS)
        else:
            self._messages.undoable(undone, Step(gettext("Redo"), self.redo, icon="redo"))

    def _redo(self, *, only_here: bool) -> None:
        self._messages.close_message("undo")
        redo_step = self._messages.take_redo_step()
        if redo_step is not None and redo_step.again is not None:
            redo_step.again()
            return
        self._start(self._make_again(only_here=only_here), Message("Change not redone"))

    async def _make_again(self, *, only_here: bool) -> None:
        from scholar_desktop.domain.text.undo_sentences import redone_sentence

        not_redone = self._messages.undo_order.redo_failed
        with self._moving(not_redone):
            label = await self._library.redo_label()
            self._moved = {"undo": label}
            before = await self._downloads_before()
            changes = await self._library.redo(only_here=only_here)
        if changes is not None:
            back = Step(gettext("Undo"), self.undo, icon="undo")
            await self._say_done(shown(redone_sentence(label or "")), changes, before, back)
        elif label is not None:
            self._keep(not_redone)
            self._name_older(
                gettext("Undone last: {change}.", change=shown(label)),
                gettext(
                    "Ctrl+Shift+Z does not redo it, because it was undone in an earlier session or on the command "
                    "line. “Redo” here and in the Edit menu does."
                ),
                Step(gettext("Redo"), self.redo, icon="redo"),
            )

    def _name_older(self, lead: str, text: str, step: Step) -> None:
        self._messages.say("undo", Note(lead, text, icon="info", steps=(step,)), lasts_ms=UNDO_SHOWN_MS)

    def _keep(self, put_back: Callable[[], None]) -> None:
        """Put the change that was taken from the order of undo back into it."""
        put_back()
        self._load_undo_label()

    @contextlib.contextmanager
    def _moving(self, failed: Callable[[], None]) -> Iterator[None]:
        """Take the changes of the library within as undone or redone, not as new ones. failed: called on an error."""
        self._moves += 1
        try:
            yield
        except ScholarError:
            self._keep(failed)
            raise
        finally:
            self._moves -= 1

    def _start(self, work: Coroutine[Any, Any, None], failed: Message) -> None:
        self._scope.start(work, name=failed, on_failure=partial(self._messages.failed, failed))

    def _on_library_changed(self, changes: Changes) -> None:
        steps, self._steps = self._steps, self._library.steps
        if changes.has_dropped_step:
            self._messages.undo_order.drop_library_change()
        is_step = steps != self._steps  # not for what a download adds in the background
        if is_step:
            self._messages.close_undo()
        if is_step and self._moves:  # at once: Redo may be pressed before the library has been asked
            self._context.update(**self._moved)
        if is_step and not self._moves:
            if changes.label is not None:  # at once: Undo may be pressed before the library has been asked
                self._context.update(undo=changes.label, redo=None)
            self._messages.add_library_change()
        else:
            self._load_undo_label()

    def _on_download_changed(self, item: DownloadItem) -> None:
        """Name what can be undone now, if the download that the last step would begin again was begun otherwise, or if
        fewer PDFs were saved than wanted."""
        if self._messages.undo_order.drop_over():
            self._messages.close_undo()
            self._load_undo_label()
            return
        step = self._messages.undo_step
        if item.state is DownloadState.DONE and step is not None and step.current_label is not None:
            self._load_undo_label()

    def _on_step_done(self) -> None:
        """End what the library could make again: something new was done."""
        if not self._moves:
            self._context.update(redo=None)
            self._scope.start(self._forget_undone(), name="end redo")

    async def _forget_undone(self) -> None:
        with contextlib.suppress(ScholarError):  # as in `_load_undo`
            await self._library.forget_undone()
        await self._load_undo()

    async def _load_undo(self) -> None:
        with contextlib.suppress(ScholarError):  # the library reports the error itself, once
            await self._show_undo()

    async def _show_undo(self) -> None:
        """Show in the menu what can be undone and redone next."""
        undo_step = self._messages.undo_step
        label = undo_step.title if undo_step is not None else await self._library.undo_label()
        if label is None and not self._moves:  # what is being redone is not in the library yet
            self._messages.undo_order.forget_library_changes()
            undo_step = self._messages.undo_step
            label = undo_step.title if undo_step is not None else None
        redo_step = self._messages.redo_step
        again = redo_step.title if redo_step is not None else await self._library.redo_label()
        is_undo_older, is_redo_older = await self._library.are_next_older()
        self._context.update(undo=label, redo=again)
        self._name("edit.undo", label, is_older=undo_step is None and is_undo_older)
        self._name("edit.redo", again, is_older=redo_step is None and is_redo_older)

    def _name(self, action_id: str, change: str | None, *, is_older: bool) -> None:
        """Name *change* in the menu, if there is one. is_older: the key of the action does not do what it says."""
        alone, title, of_older = TITLES[action_id]
        if change:
            title = of_older if is_older else title
            whole = shown(title.filled(change=change))
            self._actions.set_title(action_id, shown(title.filled(change=short_change(change))), whole)
        else:
            self._actions.set_title(action_id, shown(alone))
        self._actions.show_keys(action_id, is_shown=not (change and is_older))

    def _load_undo_label(self) -> None:
        if (undo_step := self._messages.undo_step) is not None:  # at once, as in `_on_library_changed`
            self._context.update(undo=undo_step.title)
        if (redo_step := self._messages.redo_step) is not None:
            self._context.update(redo=redo_step.title)
        self._scope.start(self._load_undo(), name="undo label", latest="undo label")


def short_change(change: str) -> str:
    """Return the name of a change in the user's language, shortened if it is too long for a menu: in the titles that it
    has, because in some languages the verb comes last."""
    change = shown(change)
    over = len(change) - LONGEST_CHANGE
    if over <= 0:
        return change
    lengths = [len(found[0]) - 2 for found in _QUOTED.finditer(change)]
    longest = range(max(lengths, default=0), FEWEST_LETTERS, -1)
    most = next((most for most in longest if sum(max(0, length - most) for length in lengths) >= over), 0)
    if not most:
        return shorten(change, LONGEST_CHANGE)
    return _QUOTED.sub(lambda found: f"{found[0][0]}{shorten(found[0][1:-1], most)}{found[0][-1]}", change)
