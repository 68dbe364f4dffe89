"""The ticks that say what else an exported file contains: the user's notes, and abstracts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.services.papers.export import ExportFormat
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip

_BIBLIOGRAPHIES = (
    ExportFormat.BIBTEX,
    ExportFormat.BIBLATEX,
    ExportFormat.RIS,
    ExportFormat.CSL_JSON,
    ExportFormat.CSV,
)
"""The formats of entries in which a file may go to other people."""
_FOR_OWN_PROGRAMS = ("zotero-rdf", "endnote-xml")
"""The formats for one other program of the user."""
_PAGES = ("html", "markdown")


class _ContentTick(TickBox):
    """A tick of the Export dialog. What may go to other people does not have the content at first; what is for another
    program of the user has it."""

    def __init__(
        self, theme: Theme, name: str, title: str, tip: str, for_others: tuple[str, ...], parent: QWidget | None
    ) -> None:
        """for_others: the formats with this content that may go to other people."""
        super().__init__(theme, title, parent)
        self.setObjectName(name)
        set_tooltip(self, tip)
        self._for_others = for_others
        self._is_for_others = True
        self._ticked = {True: False, False: True}
        """Whether the box is ticked for the formats that may go to other people, and for the others."""

    def show_format(self, form: str) -> None:
        """Show the tick if a file of the format *form* can have the content; the formats of one kind have one state,
        which they keep while the user looks at those of the other kind."""
        is_for_others = form in self._for_others
        self.setVisible(is_for_others or form in _FOR_OWN_PROGRAMS)
        if not self.isHidden() and is_for_others is not self._is_for_others:
            self._ticked[self._is_for_others] = self.isChecked()
            self._is_for_others = is_for_others
            self.setChecked(self._ticked[is_for_others])


class NotesTick(_ContentTick):
    """The tick for notes, tags and collections."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        title = gettext("Include notes, tags and collections")
        tip = gettext("Your notes, tags and collections. Everybody who gets the file can read them.")
        super().__init__(theme, "exportNotes", title, tip, _BIBLIOGRAPHIES, parent)


class AbstractsTick(_ContentTick):
    """The tick for abstracts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        tip = gettext(
            "For screening papers and for your own library. Publishers may hold the rights in abstracts, so do not "
            "publish the file."
        )
        title = gettext("Include abstracts")
        super().__init__(theme, "exportAbstracts", title, tip, (*_BIBLIOGRAPHIES, *_PAGES), parent)
