"""Shows what an export writes in its preview: formatted references and a web page with their fonts, other files as
text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit

from scholar_desktop.domain.text.styled_text import StyledRun, runs_of, without_marks
from scholar_desktop.domain.text.xml_indent import indented_xml
from scholar_desktop.services.papers.export import ExportFormat, FormattedReferences
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.reference_file_choice import MARKDOWN, TEXT
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.words.literal_text import runs_leftwards
from scholar_desktop.ui.words.markup_document import MarkupDocument

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.type_scale import TypeScale

XML_FORMATS = ("zotero-rdf", "endnote-xml")
"""Their files have no line breaks; the preview has."""
INDENT, BETWEEN = 28, 8
"""The indent of the lines of a reference after its first, and the space between references."""

Px = Callable[[float], int]  # not translated: a type


class ExportPreview(QTextEdit):
    """The box of the preview. It reads no file or address that a text names, and scrolls down only."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("exportPreview")
        self.setProperty("role", "preview")
        self.setAccessibleName(gettext("Preview"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().rangeChanged.connect(self._stay)

    def emptied(self) -> QTextCursor:
        """Empty the preview, and return a cursor in it without the font and the indent of what was shown."""
        self.clear()
        cursor = self.textCursor()
        cursor.setBlockFormat(QTextBlockFormat())
        cursor.setCharFormat(QTextCharFormat())
        return cursor

    def show_text(self, text: str) -> None:
        """Show *text* as an editor does."""
        self.emptied().insertText(text, QTextCharFormat())
        self.show_top()

    def show_top(self) -> None:
        """Scroll to the beginning."""
        self.verticalScrollBar().setValue(0)

    def _stay(self, least: int, most: int) -> None:
        """Stay at the side where lines begin: Qt adds the indent of hanging lines from right to left to the width
        twice."""
        self.horizontalScrollBar().setValue(most if self.isRightToLeft() else least)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return None


def show_export(
    preview: ExportPreview, found: str | FormattedReferences, form: str, scale: TypeScale, ending: str = ""
) -> None:
    """Show what is exported: formatted references, or a text of the format *form*.

    Args:
        ending: of the file of formatted references, without a dot. A file of Markdown is shown as an editor shows it,
            other files as a word processor does.
    """
    if isinstance(found, FormattedReferences) and ending == MARKDOWN:
        found = found.file_text(f".{ending}").removesuffix("\n")
    is_page = form == "html"
    is_set = is_page or isinstance(found, FormattedReferences)
    preview.document().setDefaultFont(scale.font() if is_set else scale.fixed_font(SMALL))
    if isinstance(found, FormattedReferences):
        show_references(preview, found, scale.px, is_styled=ending != TEXT)
    elif is_page:
        show_page(preview, found)
    else:
        preview.show_text(indented_xml(found) if form in XML_FORMATS else found)


def export_words(form: str, shown: int, total: int, *, abstracts: bool) -> str:
    """Return what is said of an export beside its preview.

    Args:
        shown: how many of *total* papers the preview has; 0 if it is hidden.
        abstracts: whether the abstracts are included. Of RIS, which programs for screening papers read, it is said
            that they are not.
    """
    sentences = []
    if 0 < shown < total and form == ExportFormat.TEXT:
        # sorting all of them takes a second for some hundred papers, too long while the user looks at many styles
        sentences.append(
            gettext(
                "Preview of {count} of {total} papers. The style sorts the saved file, so it may begin with others.",
                count=shown,
                total=total,
            )
        )
    elif 0 < shown < total:
        sentences.append(gettext("The preview shows the first {count} papers.", count=shown))
    if form == ExportFormat.RIS and not abstracts:
        sentences.append(gettext("Abstracts are not included."))
    return " ".join(sentences)


def show_references(preview: ExportPreview, found: FormattedReferences, px: Px, *, is_styled: bool) -> None:
    """Show the references as a list: with hanging indents and space between them.

    Args:
        px: gives pixels at the size of the text.
        is_styled: they have their fonts; a file of text has none.
    """
    cursor = preview.emptied()
    for number, line in enumerate(found.lines):
        form = _entry_form(line, px, is_first=not number)
        if number:
            cursor.insertBlock(form, QTextCharFormat())
        else:
            cursor.setBlockFormat(form)
        for run in runs_of(line):
            cursor.insertText(run.text, _letters(run) if is_styled else QTextCharFormat())
    preview.show_top()


def _entry_form(line: str, px: Px, *, is_first: bool) -> QTextBlockFormat:
    """Return the form of a reference: its direction is that of its first letter, and its indent at that side."""
    form = QTextBlockFormat()
    if runs_leftwards(without_marks(line)):
        form.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        form.setRightMargin(px(INDENT))
    else:
        form.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        form.setLeftMargin(px(INDENT))
    form.setTextIndent(-px(INDENT))
    form.setTopMargin(0 if is_first else px(BETWEEN))
    return form


def _letters(run: StyledRun) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFontItalic(run.is_italic)
    letters.setFontWeight(QFont.Weight.Bold if run.is_bold else QFont.Weight.Normal)
    if run.is_raised:
        letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    elif run.is_lowered:
        letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
    if run.is_small_capitals:
        letters.setFontCapitalization(QFont.Capitalization.SmallCaps)
    return letters


def show_page(preview: ExportPreview, page: str) -> None:
    """Show the text of the web page as a browser does, without its markup."""
    document = MarkupDocument()
    document.show_html(page)
    cursor, block = preview.emptied(), document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            given, letters = place.fragment().charFormat(), QTextCharFormat()
            letters.setFontItalic(given.fontItalic())
            letters.setFontWeight(given.fontWeight())
            letters.setFontUnderline(given.isAnchor())
            cursor.insertText(place.fragment().text(), letters)
            place += 1
        block = block.next()
        if block.isValid():
            cursor.insertText("\n\n" if block.blockFormat().headingLevel() else "\n", QTextCharFormat())
    preview.show_top()
