"""Shows what an export writes in its preview: formatted references and a web page with their fonts, other files as
text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QTextCharFormat

from scholar_desktop.domain.text.styled_text import runs_of
from scholar_desktop.domain.text.xml_indent import indented_xml
from scholar_desktop.services.papers.export import ExportFormat, FormattedReferences
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.reference_file_choice import MARKDOWN, TEXT
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.words.markup_document import MarkupDocument

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit

    from scholar_desktop.ui.theme.type_scale import TypeScale

XML_FORMATS = ("zotero-rdf", "endnote-xml")
"""Their files have no line breaks; the preview has."""


def show_export(
    preview: QPlainTextEdit, found: str | FormattedReferences, form: str, scale: TypeScale, ending: str = ""
) -> None:
    """Show what is exported: formatted references, or a text of the format *form*.

    Args:
        ending: of the file of formatted references, without a dot. A file of text or Markdown is shown as an editor
            shows it, other files as a word processor does.
    """
    if isinstance(found, FormattedReferences) and ending in (TEXT, MARKDOWN):
        found = found.file_text(f".{ending}").removesuffix("\n")
    is_page = form == "html"
    is_set = is_page or isinstance(found, FormattedReferences)
    preview.document().setDefaultFont(scale.font() if is_set else scale.fixed_font(SMALL))
    if isinstance(found, FormattedReferences):
        show_references(preview, found)
    elif is_page:
        show_page(preview, found)
    else:
        preview.setPlainText(indented_xml(found) if form in XML_FORMATS else found)


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
                "The preview shows the first {count} of the {total} papers in your list. The citation style may begin "
                "the file with others.",
                count=shown,
                total=total,
            )
        )
    elif 0 < shown < total:
        sentences.append(gettext("The preview shows the first {count} papers.", count=shown))
    if form == ExportFormat.RIS and not abstracts:
        sentences.append(gettext("Abstracts are not included."))
    return " ".join(sentences)


def show_references(preview: QPlainTextEdit, found: FormattedReferences) -> None:
    """Show the references with their fonts, and an empty line between them."""
    preview.clear()
    cursor = preview.textCursor()
    for number, line in enumerate(found.lines):
        if number:
            cursor.insertText("\n\n", QTextCharFormat())
        for run in runs_of(line):
            letters = QTextCharFormat()
            letters.setFontItalic(run.is_italic)
            letters.setFontWeight(QFont.Weight.Bold if run.is_bold else QFont.Weight.Normal)
            if run.is_raised:
                letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            elif run.is_lowered:
                letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
            if run.is_small_capitals:
                letters.setFontCapitalization(QFont.Capitalization.SmallCaps)
            cursor.insertText(run.text, letters)
    preview.verticalScrollBar().setValue(0)


def show_page(preview: QPlainTextEdit, page: str) -> None:
    """Show the text of the web page as a browser does, without its markup."""
    document = MarkupDocument()
    document.show_html(page)
    preview.clear()
    cursor, block = preview.textCursor(), document.begin()
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
    preview.verticalScrollBar().setValue(0)
