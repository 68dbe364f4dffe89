"""The chips above the references of a manuscript: each shows how many have a verdict, and lists these alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import chain

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.reference_lists.manuscript import (
    CORRECTED,
    KEPT_AS_WRITTEN,
    CheckedReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.exchange.manuscript_rows import (
    SHOWN_VERDICTS,
    ReferenceRow,
    also_uncited,
    other_verdicts,
    verdict_of,
    verdicts_of,
)
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.tab_order import CHOSEN, make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

ALL = "all"


class ManuscriptChips(QWidget):
    """One chip for each verdict that rows show, and one for all; each reference is counted under one verdict, but a
    duplicate also under what else is wrong with it, and each that the text does not cite also under “Not cited”. A chip
    that has references stays while all of these are corrected, so that none moves then.

    Signal: `pressed` (the verdict, or ALL).
    """

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_group(self, above="manuscriptView")
        flow = FlowLayout(self, gap=theme.px(4), line_gap=theme.px(4))
        self._chips: dict[str, Button] = {}
        for verdict in (ALL, *SHOWN_VERDICTS):
            chip = Button(theme, ButtonKind.CHIP_STATE)
            chip.setObjectName(f"manuscriptChip.{verdict}")
            chip.clicked.connect(partial(self.pressed.emit, verdict))
            flow.addWidget(chip)
            self._chips[verdict] = chip

    def show_counts(self, rows: Sequence[ReferenceRow], written: Sequence[CheckedReference], only: str) -> None:
        """Show how many of *rows* have each verdict, and the chip of the verdict *only* as the chosen one.

        Args:
            written: all references as they are without any correction.
        """
        checked = [row for row in rows if row.checked is not None]
        now, others = Counter(map(verdict_of, checked)), Counter(chain.from_iterable(map(other_verdicts, checked)))
        before = [one.shown_verdict() for one in written]
        doubles = Counter(chain.from_iterable(verdicts_of(row)[1:] for row in checked))
        declined = Counter(
            row.checked.shown_verdict()
            for row in rows
            if row.checked is not None and verdict_of(row) == KEPT_AS_WRITTEN
        )
        written_doubles = Counter(fault.value for one in written if (fault := one.fault_of_duplicate) is not None)
        written_doubles.update(chain.from_iterable(also_uncited(one, one.shown_verdict()) for one in written))
        for verdict, chip in self._chips.items():
            icon, colour, word = SHOWN_VERDICTS.get(verdict, ("", "", Message("All")))
            count, room = now[verdict], before.count(verdict)
            tips = []
            if verdict == ALL:
                count, room = len(rows), max(len(rows), len(before))
            elif verdict == ReferenceVerdict.MISSING.value:
                tips = _missing_tips(room - count)
            else:
                kept = declined[verdict]
                corrected = room - count - kept if verdict not in (CORRECTED, KEPT_AS_WRITTEN) else 0
                tips = _tips(others[verdict], corrected, kept)
            if verdict == KEPT_AS_WRITTEN:  # seldom needed, and the last one: no other chip moves when it is shown
                room = count or int(verdict == only)
            elif verdict == CORRECTED:
                room = sum(row.accept is not None for row in checked)
            elif verdict != ALL:
                tips += _double_tips(doubles[verdict], verdict)
                count, room = count + doubles[verdict], room + written_doubles[verdict]
            is_set = verdict == only
            chip.setProperty(CHOSEN, is_set)
            chip.set_kind(ButtonKind.CHIP_CHOSEN if is_set else ButtonKind.CHIP_STATE)
            content = ButtonContent(
                shown(word), icon or None, colour or None, count=number(count), count_room=number(room)
            )
            chip.show_content(content)
            set_tooltip(chip, " ".join(tips))
            said = [gettext("shown"), *tips] if is_set else tips
            chip.setAccessibleDescription(", ".join(said))  # wording: facts one after the other
            chip.setVisible(verdict == ALL or bool(room))


def _missing_tips(found: int) -> list[str]:
    """Return how many citations the list has with the accepted corrections, as the chip of those that are missing says
    it; empty for none."""
    if not found:
        return []
    words = ngettext(
        "{count} more citation is in the list with the accepted corrections.",
        "{count} more citations are in the list with the accepted corrections.",
        found,
    )
    return [words]


def _double_tips(doubles: int, verdict: str) -> list[str]:
    """Return how many of the references in the number of the chip of *verdict* are counted under another one, too;
    empty for none."""
    if not doubles:
        return []
    if verdict == ReferenceVerdict.UNCITED.value:
        words = ngettext(
            "{count} of these is also counted under its other verdict.",
            "{count} of these are also counted under their other verdicts.",
            doubles,
        )
        return [words]
    words = ngettext(
        "{count} of these is also counted under “Duplicate”.",
        "{count} of these are also counted under “Duplicate”.",
        doubles,
    )
    return [words]


def _tips(others: int, corrected: int, kept: int) -> list[str]:
    """Return what a chip says of the references that are not in its number.

    Args:
        others: how many show another verdict, although this one is true of them, too.
        corrected: how many are corrected.
        kept: how many are kept as they are written.
    """
    tips = []
    if corrected:
        words = ngettext(
            "{count} more is corrected, and counted under “Corrected”.",
            "{count} more are corrected, and counted under “Corrected”.",
            corrected,
        )
        tips.append(words)
    if kept:
        words = ngettext(
            "{count} more is kept as written, and counted under “Kept as written”.",
            "{count} more are kept as written, and counted under “Kept as written”.",
            kept,
        )
        tips.append(words)
    if others:
        words = ngettext(
            "This is true of {count} more, which is counted under its other verdict.",
            "This is true of {count} more, which are counted under their other verdicts.",
            others,
        )
        tips.append(words)
    return tips
