"""The user's decisions about lines of a reference list, each with a message and a step to undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.title_agreement import has_identifier
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.undo_order import MOST_UNDO_STEPS, UndoStep
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages

"""In characters, of the title in a message."""


class _Words(NamedTuple):
    """done: the sentence of the message; label: the text of the undo step in the menu; undone: the sentence once it is
    undone."""

    done: str
    label: str
    undone: str


class LineDecisions(QObject):
    """Accepts, skips, includes and edits lines. Signal: `put_back` (the numbers of the lines that were restored)."""

    put_back = Signal(list)

    def __init__(
        self, actions: Actions, messages: Messages, reference_lists: ReferenceLists, scope: TaskScope, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._messages = messages
        self._lists = reference_lists
        self._scope = scope
        self._steps: dict[int, list[UndoStep]] = {}

    def accept(self, reading: ReferenceList, number: int, paper: Paper) -> None:
        """Set the matched paper of a line."""
        title = message_title(paper.title)
        before = reading.take(number, paper)
        done = _with_repeats(gettext("Accepted “{title}”.", title=title), len(before) - 1)
        numbers = [line.number for line in before]
        words = _Words(done, gettext("accept “{title}”", title=title), _put_back_words(reading, numbers))
        self._add(reading, before, words, lambda current: self.accept(current, number, paper))

    def accept_lines(self, reading: ReferenceList, numbers: Sequence[int]) -> None:
        """Set the suggested papers of lines to check."""
        if len(numbers) == 1 and (paper := reading.line(numbers[0]).paper) is not None:
            self.accept(reading, numbers[0], paper)
            return
        before = reading.accept(numbers)
        count = len(before)
        words = _Words(
            ngettext("Accepted {count} suggested paper.", "Accepted {count} suggested papers.", count),
            ngettext("accept {count} suggested paper", "accept {count} suggested papers", count),
            _put_back_to_check(count),
        )
        self._add(reading, before, words, lambda current: self.accept_lines(current, numbers))

    def say_why_not(self, standing: str, numbers: Sequence[int]) -> None:
        """Say why a key adds or accepts no paper of the lines *numbers*, and what does. standing: “check”, the paper is
        only suggested; “unmatched”, there is none; “other_title”, the suggested one has another title; “matched”, there
        is nothing to accept; “add”, nothing to add."""
        reading, count = self._lists.current, len(numbers)
        is_kept = reading is not None and not reading.to_add(numbers)
        what = gettext("Add the matched paper")
        if standing == "check":
            reason = gettext("The paper is only suggested. Press Y to accept it, then A to add it.")
        elif standing == "unmatched":
            reason = gettext("No paper was found for this line. Press E to edit it.")
        elif standing == "other_title":
            what = ngettext("Accept suggested paper", "Accept {count} suggested papers", count)
            reason = _other_title_reason([reading.line(number) for number in numbers] if reading is not None else [])
        elif standing == "add":
            reason = ngettext("The paper is already in your library.", "The papers are already in your library.", count)
        else:
            what = ngettext("Accept suggested paper", "Accept {count} suggested papers", 1)
            reason = ngettext(
                "This line is matched already. Press A to add its paper.",
                "These lines are matched already. Press A to add their papers.",
                count,
            )
            if is_kept:
                reason = ngettext(
                    "This line is matched already, and its paper is in your library.",
                    "These lines are matched already, and their papers are in your library.",
                    count,
                )
        self._messages.cannot_run(what, reason)

    def accept_exact_titles(self, reading: ReferenceList) -> None:
        """Accept all papers with exactly the title of their line."""
        numbers = [line.number for line in reading.exact_titles()]
        before, count = reading.accept(numbers), len(numbers)
        done = ngettext("Accepted {count} exact title.", "Accepted {count} exact titles.", count)
        words = _Words(
            _with_repeats(done, len(before) - count),
            ngettext("accept {count} exact title", "accept {count} exact titles", count),
            _put_back_to_check(len(before)),
        )
        self._add(reading, before, words, self.accept_exact_titles)

    def skip(self, reading: ReferenceList, numbers: Sequence[int]) -> None:
        """Exclude lines."""
        before, count = reading.leave_out(*numbers), len(numbers)
        if count == 1:
            number = reading.shown_number(numbers[0])
            done = gettext("Skipped line {number}.", number=number)
            words = _Words(done, gettext("skip line {number}", number=number), _put_back_words(reading, numbers))
        else:
            words = _Words(
                ngettext("Skipped {count} line.", "Skipped {count} lines.", count),
                ngettext("skip {count} line", "skip {count} lines", count),
                _put_back_words(reading, numbers),
            )
        self._add(reading, before, words, lambda current: self.skip(current, numbers))

    def include(self, reading: ReferenceList, numbers: Sequence[int]) -> None:
        """Include skipped lines again, and look up those that were not."""
        before, count = reading.leave_out(*numbers, out=False), len(numbers)
        if any(reading.line(number).standing is LineStatus.ASKING for number in numbers):
            reading.start()
        if count == 1:
            number = reading.shown_number(numbers[0])
            done = gettext("Included line {number}.", number=number)
            words = _Words(done, gettext("include line {number}", number=number), _put_back_words(reading, numbers))
        else:
            words = _Words(
                ngettext("Included {count} line.", "Included {count} lines.", count),
                ngettext("include {count} line", "include {count} lines", count),
                _put_back_words(reading, numbers),
            )
        self._add(reading, before, words, lambda current: self.include(current, numbers))

    def edit(self, reading: ReferenceList, number: int, text: str) -> None:
        """Replace the text of a line, and look it up again."""
        before, shown = reading.edit(number, text), reading.shown_number(number)
        done = gettext("Changed line {number}.", number=shown)
        words = _Words(done, gettext("change line {number}", number=shown), _put_back_words(reading, [number]))
        self._add(reading, [before], words, lambda current: self.edit(current, number, text), is_edit=True)

    def forget(self, reading: ReferenceList) -> None:
        """Do not offer to undo decisions about *reading* any more: its lines have other numbers."""
        self._messages.forget_undo_steps(self._steps.pop(reading.head.id, ()))

    def _add(
        self,
        reading: ReferenceList,
        before: Sequence[ReferenceLine],
        words: _Words,
        again: Callable[[ReferenceList], None],
        *,
        is_edit: bool = False,
    ) -> None:
        after = None if is_edit else [reading.line(line.number) for line in before]
        undo_step = UndoStep(
            words.label,
            words.undone,
            partial(self._put_back, reading, before, after),
            lambda: self._decide_again(reading, again),
        )
        steps = self._steps.setdefault(reading.head.id, [])
        steps.append(undo_step)
        del steps[:-MOST_UNDO_STEPS]
        self._messages.add_undo_step(undo_step)
        undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
        self._messages.undoable(words.done, undo)

    async def _put_back(
        self, reading: ReferenceList, before: Sequence[ReferenceLine], after: Sequence[ReferenceLine] | None
    ) -> None:
        current = self._shown(reading) or await self._lists.show(reading.head)
        await current.put_lines_back(before, after)
        if before:
            self.put_back.emit([line.number for line in before])

    def _decide_again(self, reading: ReferenceList, again: Callable[[ReferenceList], None]) -> None:
        current = self._shown(reading)
        if current is not None:
            again(current)
        else:
            self._scope.start(self._show_and_decide(reading, again), name="decide about a line again", latest="again")

    async def _show_and_decide(self, reading: ReferenceList, again: Callable[[ReferenceList], None]) -> None:
        try:
            again(await self._lists.show(reading.head))
        except ScholarError as error:
            self._messages.failed(gettext("Could not show the list"), error)

    def _shown(self, reading: ReferenceList) -> ReferenceList | None:
        """Return the list of *reading* as it is shown now, which is another object once it was opened again; None if
        another list is shown. A list that could not be stored is always the same object."""
        current = self._lists.current
        if not reading.head.id:
            return reading
        return current if current is not None and current.head.id == reading.head.id else None


def _other_title_reason(lines: Sequence[ReferenceLine]) -> str:
    """Return why the papers that are suggested for *lines*, which have other titles, are not accepted by a key."""
    if len(lines) == 1 and lines[0].paper is not None and has_identifier(lines[0].wanted, lines[0].paper):
        identifier = identifiers.parse(lines[0].wanted.identifier or "")
        if identifier is not None and identifier.scheme is Scheme.DOI:
            return gettext("The DOI is that of another paper. Press Enter to choose.")
        return gettext("The identifier is that of another paper. Press Enter to choose.")
    return ngettext(
        "The suggested paper has another title. Press Enter to choose.",
        "The suggested papers have other titles. Press Enter on a line to choose.",
        len(lines),
    )


def _with_repeats(done: str, repeats: int) -> str:
    """Return the sentence *done*, and how many lines that repeat the accepted ones were accepted with them."""
    if not repeats:
        return done
    more = ngettext(
        "{count} line with the same title was accepted, too.",
        "{count} lines with the same titles were accepted, too.",
        repeats,
    )
    return f"{done} {more}"


def _put_back_words(reading: ReferenceList, numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return gettext("Put line {number} back as it was.", number=reading.shown_number(numbers[0]))
    return ngettext("Put {count} line back as it was.", "Put {count} lines back as they were.", len(numbers))


def _put_back_to_check(count: int) -> str:
    return ngettext("Put {count} line back to “Check”.", "Put {count} lines back to “Check”.", count)
