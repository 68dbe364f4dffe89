"""Parts of the quarantine page: the comparison of the expected paper with the PDF, and the image of its first page."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.page_picture import PageImage
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.services.open_access.quarantine import QuarantinedFile
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.label import label, sign_label
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import set_tooltip

Row = tuple[str, str, str, str]
"""(what, expected, what the PDF says, sign): sign is yes, maybe, no, or empty."""
SIGNS = {
    "yes": ("tick", "ok", Message("matches")),
    "maybe": ("warning", "warn", Message("uncertain")),
    "no": ("cross", "error", Message("differs")),
}
SURE, CHANCE = 0.9, 0.68
"""Thresholds for the title score, as used by `pdf.right_article`."""
MOST_NAMES = 6


def place_words(found: QuarantinedFile, address: str) -> str:
    """Return 'arxiv.org (copy 2 of 4)'."""
    host = site_of(address) or address
    if found.place is None:
        return host
    return gettext("{host} (copy {number} of {count})", host=host, number=found.place, count=found.copies)


def owner_words(owner: KeptPaper) -> str:
    """Return the sentence that another paper of the library, or of its trash, has the file."""
    title = quotable(plain(owner.paper.title))
    if owner.trashed:
        return gettext("This file is the PDF of “{title}”, which is in the trash.", title=title)
    return gettext("Your library already has this file as the PDF of “{title}”.", title=title)


def note_words(found: QuarantinedFile) -> tuple[str, str]:
    """Return why the PDF is in the quarantine: the sentence in bold, and what follows it."""
    address = found.attempt.final_url or found.attempt.url
    reason = shown(found.comparison.reason or found.report.reason)
    if found.owner is not None:
        lead = owner_words(found.owner)
        if found.is_match:
            reason = gettext("Its first page matches the paper you wanted, too: they may be the same work.")
        return lead, f"{reason} {gettext('It is not attached to the paper you wanted yet.')}"
    lead = gettext("The PDF from {place} may be of another paper.", place=place_words(found, address))
    if found.is_match:  # the paper that had the same file is no longer in the library
        lead = gettext("The PDF from {place} matches the paper you wanted.", place=place_words(found, address))
    return lead, f"{reason} {gettext('This PDF is not in your library yet.')}"


def has_other_title(found: QuarantinedFile) -> bool:
    """Return True if the PDF has a title that differs from that of the paper."""
    return bool(found.comparison.title) and found.comparison.score < CHANCE


def is_other_paper(found: QuarantinedFile) -> bool:
    """Return True if the PDF seems to be of another paper: its title differs, or is uncertain and no author is in it.

    Another identifier alone does not tell: a preprint and its article have different ones.
    """
    there = found.comparison
    return has_other_title(found) or (
        bool(there.title) and there.score < SURE and bool(found.paper.authors) and not there.named
    )


def comparison_rows(found: QuarantinedFile) -> list[Row]:
    """Return the rows of the table."""
    paper, there, report = found.paper, found.comparison, found.report
    title = gettext("No text to compare")
    if has_other_title(found):
        title = there.title  # a share of words that any two titles have in common would say nothing
    elif there.title:
        percent = round(100 * there.score)
        title = gettext("{title}\n({percent}% of the title found)", title=there.title, percent=percent)
    title_sign = ("yes" if there.score >= SURE else "no" if has_other_title(found) else "maybe") if there.title else ""
    names = [author.name for author in paper.authors]
    more = f" +{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
    rows: list[Row] = [(gettext("Title"), plain(paper.title), title, title_sign)]
    if names:
        actual = gettext("None of them found")
        if there.named:
            actual = gettext(
                "{found} of {count} found: {names}",
                found=len(there.named),
                count=there.authors,
                names=", ".join(there.named),
            )
        sign = "yes" if len(there.named) == there.authors else "maybe" if there.named else "no"
        expected = ", ".join(names[:MOST_NAMES])
        rows.append((gettext("Authors"), f"{expected}{more}", actual if there.title else "", sign))
    if paper.year is not None:
        years = ", ".join(there.years)
        sign = "yes" if str(paper.year) in there.years else "maybe" if years else ""
        rows.append((gettext("Year"), str(paper.year), years or gettext("No year found"), sign))
    rows.append(_identifier_row(found))
    if found.owner is not None:
        actual = gettext("PDF of “{title}”", title=plain(found.owner.paper.title))
        if found.owner.trashed:
            actual = gettext("PDF of “{title}”, in the trash", title=plain(found.owner.paper.title))
        rows.append((gettext("Your library"), "", actual, "maybe"))
    size = wording.size(found.size)
    if report.opens:
        pages = ngettext("{count} page", "{count} pages", report.pages)
        words = gettext("Complete, {pages}, {size}", pages=pages, size=size)
        if not report.text_found:
            words = gettext("Complete, {pages}, {size}, no text", pages=pages, size=size)
        rows.append((gettext("File"), "", words, "yes"))
    else:
        rows.append((gettext("File"), "", f"{shown(report.reason)} {size}", "no"))
    return rows


def _identifier_row(found: QuarantinedFile) -> Row:
    ids, printed = found.paper.ids, found.comparison.identifiers
    own = [text for text in (ids.doi, f"arXiv:{ids.arxiv}" if ids.arxiv else None) if text]
    agrees = {text.lower() for text in own} & {text.lower() for text in printed}
    sign = "yes" if agrees else "no" if printed and own else ""
    expected = "\n".join(own) or gettext("None known")
    return (gettext("Identifier"), expected, "\n".join(printed) or gettext("None found"), sign)


class ComparisonTable(QWidget):
    """Shows for each row what was expected, what the PDF says, and a sign."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("comparisonTable")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_file(self, found: QuarantinedFile) -> None:
        from scholar_desktop.ui.widgets.paper_facts import clear_layout

        clear_layout(self._grid)
        for column, words in enumerate(("", gettext("Expected"), gettext("In the PDF"))):
            self._grid.addWidget(label(words, "section", wrap=True), 0, column)
        spoken = []
        for line, (what, expected, actual, sign) in enumerate(comparison_rows(found), start=1):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label(what, "small", "muted"), line, 0, top)
            for column, words in ((1, expected), (2, actual)):
                text = label(words, "small", wrap=True)
                text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._grid.addWidget(text, line, column, top)
            agrees = ""
            if sign:
                icon, tone, message = SIGNS[sign]
                agrees = shown(message)
                mark = sign_label()
                mark.setPixmap(self._theme.pixmap(icon, tone, 14))
                mark.setAccessibleName(agrees)
                set_tooltip(mark, agrees)
                self._grid.addWidget(mark, line, 3, top)
            words = gettext("{fact}: in the PDF {actual}", fact=what, actual=actual)
            if expected:
                words = gettext(
                    "{fact}: expected {expected}, in the PDF {actual}", fact=what, expected=expected, actual=actual
                )
            spoken.append(", ".join(part for part in (words, agrees) if part))
        self.setAccessibleName(". ".join(spoken))


class FirstPageView(QWidget):
    """The image of the first page, scaled to the available width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self.setObjectName("firstPageView")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_picture(self, picture: PageImage | None) -> None:
        self._image = None
        if picture is not None:
            rows, width, height = picture.rows, picture.width, picture.height
            self._image = QImage(rows, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        name = gettext("First page of the PDF")
        self.setAccessibleName(name if picture is not None else gettext("The first page could not be shown."))
        self.updateGeometry()
        self.update()

    @property
    def has_picture(self) -> bool:
        return self._image is not None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image is None:
            return self._theme.px(120)
        return round(width * self._image.height() / self._image.width())

    def sizeHint(self) -> QSize:
        width = self._theme.px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().adjusted(0, 0, -1, -1)
        if self._image is None:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(self._theme.type.font(SMALL))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame, flags, gettext("The first page could not be shown."))
        else:
            height = self.heightForWidth(self.width())
            frame = QRect(0, 0, self.width() - 1, height - 1)
            painter.drawImage(frame, self._image)
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        painter.end()
