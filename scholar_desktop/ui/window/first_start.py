"""The page of the first start: five short steps inside the window. Before Start is pressed, nothing is sent, and the
folder of the library is not created."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keys import KEY_PAGE, SEMANTIC_SCHOLAR
from scholar_desktop.settings import declaration
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.settings.email_box import EmailBox
from scholar_desktop.ui.settings.folder_box import FolderBox
from scholar_desktop.ui.settings.key_box import KeyBox
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import SentenceLabel, label
from scholar_desktop.ui.widgets.scroll_column import FittedArea
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.window.demo_and_live import open_program
from scholar_desktop.ui.words.literal_text import set_tooltip

LEAST_FOLDER = 280
"""Width of the folder in pixels at base size, or the free space is below it."""
WITH_AND_WITHOUT = (
    (Message("Search, citations, PDFs"), Message("everything"), Message("everything")),
    (Message("Speed"), Message("shared limit, may be slow"), Message("1 request per second")),
    (Message("10,000 citations"), Message("depends on load"), Message("about 11 seconds")),
)


class FirstStartPage(QScrollArea):
    """The steps: e-mail address, key, library folder, completion of titles, demo.

    Everything here can be changed later in the settings."""

    folder_chosen = Signal(object)
    """Start was pressed with a library folder (a Path) other than the open one: the program must restart."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._theme = theme = ui_context.theme
        self._services = ui_context.services
        self._scope = ui_context.scope.child()
        self._folder: Path | None = None
        self.setObjectName("firstStartPage")
        self.setAccessibleName(gettext("First start"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "page")
        across = QHBoxLayout(page)
        across.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        body = QWidget()
        body.setMaximumWidth(theme.px(760))
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        across.addStretch(1)
        across.addWidget(body, 20)
        across.addStretch(1)
        self._column.addWidget(label(gettext("Find papers and get their PDFs"), "display", wrap=True))
        self._column.addWidget(
            label(
                gettext("Unpaywall needs an e-mail address. You can change everything later."),
                tone="muted",
                wrap=True,
            )
        )
        settings = self._services.settings_editor.current
        self._email = EmailBox(theme, settings.email, None)
        self._key = KeyBox(
            theme,
            self._services.keys,
            self._scope,
            SEMANTIC_SCHOLAR,
            gettext("Semantic Scholar key"),
            gettext("Paste your key"),
        )
        self._folder_box = FolderBox(theme, settings.data_dir, self._on_folder, title=gettext("Library folder"))
        self._add_email()
        self._add_key()
        self._add_folder()
        self._add_titles()
        self._add_demo()
        self._add_start()
        self._column.addStretch(1)
        self.setWidget(page)

    def _step(self, number: str, title: str, help_: str, *aside: QWidget, tag: str = "") -> QVBoxLayout:
        """Add a numbered step; return the column for the widgets below its help text."""
        theme = self._theme
        rule = QWidget()
        rule.setFixedHeight(1)
        rule.setProperty("edge", "top")
        rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column.addSpacing(theme.px(10))
        self._column.addWidget(rule)
        self._column.addSpacing(theme.px(10))
        head = FlowLayout(gap=theme.px(8), line_gap=theme.px(2))
        sign = label(number, "strong")  # beside the title, on its line
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sign.setFixedWidth(theme.px(24 + 6))
        head.addWidget(sign)
        head.addWidget(SentenceLabel(title, "head"))
        if tag:
            head.addWidget(label(tag, "small", "muted"))
        head.add_gap()
        for widget in aside:
            head.addWidget(widget)
        self._column.addLayout(head)
        self._column.addSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addSpacing(theme.px(24 + 14))
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(label(help_, "small", "muted", wrap=True))
        row.addLayout(column, 1)
        self._column.addLayout(row)
        return column

    def _add_email(self) -> None:
        column = self._step(
            "1",
            gettext("E-mail for Unpaywall"),
            gettext(
                "Unpaywall needs your address with each lookup of a DOI. It is sent to no other service. Without it, "
                "open-access copies are not looked up there."
            ),
        )
        column.addWidget(self._email)
        self._email.box.textChanged.connect(lambda _text: self._show_start())

    def _add_key(self) -> None:
        theme = self._theme
        ask = Button(theme, ButtonKind.LINK, wraps=True)
        ask.show_content(
            ButtonContent(gettext("Request a free key"), trailing="external"),
            name=gettext("Request a free key in the browser"),
        )
        ask.clicked.connect(lambda: self._services.open_url(KEY_PAGE))
        column = self._step(
            "2",
            gettext("Semantic Scholar key"),
            gettext("Stored in the system's keyring, never in a file."),
            ask,
            tag=gettext("optional"),
        )
        holder = QWidget()
        table = QGridLayout(holder)
        table.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        table.setHorizontalSpacing(theme.px(16))
        table.setVerticalSpacing(theme.px(6))
        for place, words in enumerate(("", gettext("Without a key"), gettext("With a key"))):
            table.addWidget(label(words, "small", "muted", wrap=True), 0, place)
        for line, cells in enumerate(WITH_AND_WITHOUT, start=1):
            for place, words in enumerate(cells):
                table.addWidget(label(shown(words), "small", "" if place else "muted", wrap=True), line, place)
        for place in range(3):
            table.setColumnStretch(place, 1)
        column.addWidget(FittedArea(holder, sideways=True))  # with large text it is wider than a small window
        column.addWidget(self._key)
        column.addWidget(self._key.said)

    def _add_folder(self) -> None:
        column = self._step(
            "3",
            gettext("Library folder"),
            gettext(
                "Your PDFs in ordinary folders, each with a small text file. You can read them without this program."
            ),
        )
        row = FlowLayout(gap=self._theme.px(8), line_gap=self._theme.px(2))
        row.add_growing(self._folder_box, self._theme.px(LEAST_FOLDER))
        row.addWidget(self._folder_box.room)
        column.addLayout(row)

    def _add_titles(self) -> None:
        column = self._step(
            "4",
            gettext("Search box"),
            gettext(
                "While you type, the text is sent to Semantic Scholar to suggest titles. "
                "If this is off, nothing is sent until you press Enter."
            ),
        )
        self._titles = TickBox(self._theme, shown(declaration("complete_titles").title))
        self._titles.setObjectName("completeTitlesChoice")
        self._titles.setChecked(self._services.settings_editor.current.complete_titles)
        column.addWidget(self._titles)

    def _add_demo(self) -> None:
        demo = Button(self._theme, text=gettext("Try the demo"), icon="play")
        demo.setObjectName("tryDemoButton")
        demo.clicked.connect(lambda: open_program("--demo"))
        self._step(
            "5",
            gettext("Just looking?"),
            gettext(
                "The demo has real and invented papers; all citations, abstracts and PDFs are invented. It opens in "
                "its own window, needs no network or account, and does not change your library."
            ),
            demo,
        )

    def _add_start(self) -> None:
        theme = self._theme
        self._column.addSpacing(theme.px(20))
        row = FlowLayout(gap=theme.px(8), line_gap=theme.px(4))
        self._start_button = Button(theme, ButtonKind.PRIMARY, gettext("Start"))
        self._start_button.setObjectName("startButton")
        self._start_button.clicked.connect(lambda: self._start(with_email=True))
        row.addWidget(self._start_button)
        without = Button(theme, text=gettext("Start without e-mail"), wraps=True)
        without.setObjectName("goOnWithout")
        without.clicked.connect(lambda: self._start(with_email=False))
        row.addWidget(without)
        self._foot = label(gettext("Nothing has been sent yet."), "small", "muted", wrap=True)
        self._foot.setObjectName("startFoot")
        self._column.addLayout(row)
        self._column.addSpacing(theme.px(6))
        self._column.addWidget(self._foot)
        self._show_start()

    def _show_start(self) -> None:
        ready = self._email.address is not None
        self._start_button.setEnabled(ready)
        if ready:
            self._foot.setText(gettext("Nothing has been sent yet."))
        set_tooltip(self._start_button, "" if ready else gettext("Enter your e-mail address, or start without it."))
        self._start_button.show_content(
            ButtonContent(gettext("Start"), keys=gettext("Enter") if ready else ""), name=gettext("Start")
        )

    def _on_folder(self, folder: Path) -> None:
        self._folder = folder

    def _start(self, *, with_email: bool) -> None:
        email = self._email.address if with_email else None
        if with_email and email is None:
            if not self._email.box.text().strip():  # else the box says what is wrong with it
                self._foot.setText(gettext("Enter your e-mail address, or start without it."))
                announce(self._foot, self._foot.text())
            return
        self._key.keep()
        self._scope.start(self._finish(email, self._folder), name="finish the first start", latest="start")

    async def _finish(self, email: str | None, folder: Path | None) -> None:
        editor = self._services.settings_editor
        try:
            if email is not None:
                await editor.set("email", email)
            if folder is not None and folder != editor.current.data_dir:
                await editor.set("data_dir", str(folder))
            else:
                folder = None
                await self._services.library.create()
            await editor.set("complete_titles", self._titles.isChecked())
            await editor.set("first_start_done", True)
        except ScholarError as error:
            self._foot.setText(f"{shown(error.message)} {shown(error.hint or '')}".strip())
            return
        self._ui_context.navigation.show(places.SEARCH)
        self._ui_context.actions["focus.search"].trigger()
        if folder is not None:
            self.folder_chosen.emit(folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # the box of the address passes Enter on after it has taken the text
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and (self._email.box.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self._start(with_email=True)
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._email.box.setFocus(Qt.FocusReason.OtherFocusReason)
