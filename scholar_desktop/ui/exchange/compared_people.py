"""The people of a reference beside those of its record: the names that differ are marked."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, Correction
from scholar_desktop.domain.reference_lists.name_differences import NamePart, compare_names, shortened
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import Prose, StyledParagraph, TextRun
from scholar_desktop.ui.words.literal_text import set_tooltip

_ROLES = ("author", "editor")


def compared_people(
    checked: CheckedReference, one: Correction
) -> tuple[tuple[NamePart, ...], tuple[NamePart, ...]] | None:
    """Return the people that *one*, a correction of *checked*, has before and after it; None if it is not of people, or
    if no single name differs."""
    if one.field not in _ROLES or not one.was or not one.now:
        return None
    entry = checked.reference.entry
    is_cut = entry is not None and one.field in entry.with_others
    both = compare_names(one.was, one.now, is_entry=entry is not None, is_cut=is_cut)
    return both if any(part.differs for parts in both for part in parts) else None


def show_people(words: Prose, parts: Sequence[NamePart], theme: Theme) -> None:
    """Show *parts* in *words*, with a mark on the names that differ, which is also said in its description. A long list
    is shortened, and its tooltip has all names."""
    mark = {"background-color": theme.colour("mark").name()}
    listed = shortened(parts)
    runs = tuple(TextRun(part.text, mark if part.differs else {}) for part in listed)
    words.show_passages((StyledParagraph(runs),))
    names = "; ".join(part.text for part in parts if part.differs)
    words.setAccessibleDescription(gettext("Differs: {names}", names=names) if names else "")
    if len(listed) < len(parts):
        set_tooltip(words, "".join(part.text for part in parts))
