"""The chips above the references of a manuscript: each shows how many have a verdict, and lists these alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.reference_lists.manuscript import ReferenceVerdict
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.exchange.manuscript_rows import CORRECTED_GROUP, GROUPS, ReferenceRow, groups_of
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.tab_order import CHOSEN, make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

ALL = "all"


class ManuscriptChips(QWidget):
    """One chip for each group of references, and one for all. A chip that has references stays while all of these are
    corrected, so that none moves then.

    Signal: `pressed` (the group, or ALL).
    """

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_group(self, above="manuscriptView")
        flow = FlowLayout(self, gap=theme.px(4), line_gap=theme.px(4))
        self._chips: dict[str, Button] = {}
        for group in (ALL, *GROUPS):
            chip = Button(theme, ButtonKind.CHIP_STATE)
            chip.setObjectName(f"manuscriptChip.{group}")
            chip.clicked.connect(partial(self.pressed.emit, group))
            flow.addWidget(chip)
            self._chips[group] = chip

    def show_counts(self, rows: Sequence[ReferenceRow], before: Sequence[Collection[str]], only: str) -> None:
        """Show how many of *rows* each group has, and the chip of the group *only* as the chosen one.

        Args:
            before: the groups of all references as they are without any correction.
        """
        checked = [row for row in rows if row.checked is not None]
        now = [groups_of(row) for row in checked]
        for group, chip in self._chips.items():
            icon, colour, word = GROUPS.get(group, ("", "", Message("All")))
            count, room = len(rows), max(len(rows), len(before))
            if group == ALL:
                tips = _sum_tips(sum(len(one) > 1 for one in now))
            else:
                count = sum(group in one for one in now)
                room = sum(group in one for one in before)
                twice, fewer = sum(group in one[1:] for one in now), room - count
                if group == ReferenceVerdict.MISSING.value:
                    tips = _missing_tips(fewer)
                else:
                    tips = _tips(twice, fewer if group != CORRECTED_GROUP else 0)
            if group == CORRECTED_GROUP:
                room = sum(row.accept is not None for row in checked)
            is_set = group == only
            chip.setProperty(CHOSEN, is_set)
            chip.set_kind(ButtonKind.CHIP_CHOSEN if is_set else ButtonKind.CHIP_STATE)
            content = ButtonContent(
                shown(word), icon or None, colour or None, count=number(count), count_room=number(room)
            )
            chip.show_content(content)
            set_tooltip(chip, " ".join(tips))
            said = [gettext("shown"), *tips] if is_set else tips
            chip.setAccessibleDescription(", ".join(said))  # wording: facts one after the other
            chip.setVisible(group == ALL or bool(room))


def _sum_tips(several: int) -> list[str]:
    """Return why the numbers of the other chips add up to more than that of all references; empty if they do not."""
    if not several:
        return []
    words = ngettext(
        "{count} reference has more than one verdict, and is counted under each.",
        "{count} references have more than one verdict, and are counted under each.",
        several,
    )
    return [words]


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


def _tips(twice: int, corrected: int) -> list[str]:
    """Return what a chip says of its number: how many of its references other chips count, too, and how many are not
    in it because they are corrected."""
    tips = []
    if corrected:
        words = ngettext(
            "{count} more is corrected, and counted under “Corrected”.",
            "{count} more are corrected, and counted under “Corrected”.",
            corrected,
        )
        tips.append(words)
    if twice:
        words = ngettext(
            "{count} of these references has another verdict, too, and is counted there as well.",
            "{count} of these references have another verdict, too, and are counted there as well.",
            twice,
        )
        tips.append(words)
    return tips
