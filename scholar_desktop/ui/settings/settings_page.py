"""The settings page: each row has a name, a control, and a description. A change takes effect at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QIntValidator, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import CORPUS, SEARCH_SOURCES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, ZENODO_TOKEN
from scholar_desktop.translation import gettext, languages, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.settings import setting_sections as sections
from scholar_desktop.ui.settings.address_change import AddressChanges
from scholar_desktop.ui.settings.check_interval import CheckIntervalBox
from scholar_desktop.ui.settings.citation_key_box import CitationKeyBox
from scholar_desktop.ui.settings.edited_text import EditedText
from scholar_desktop.ui.settings.email_box import EmailBox
from scholar_desktop.ui.settings.folder_box import FolderBox
from scholar_desktop.ui.settings.key_box import KeyBox
from scholar_desktop.ui.settings.section_links import SectionLinks
from scholar_desktop.ui.settings.setting_problems import mark_box, reason_not_saved
from scholar_desktop.ui.settings.setting_sections import DECLARED
from scholar_desktop.ui.settings.settings_head import WHEN_SAVED, SettingsHead
from scholar_desktop.ui.settings.style_box import StyleBox
from scholar_desktop.ui.settings.what_is_sent import SENT
from scholar_desktop.ui.theme.type_scale import TEXT_SIZES
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.scroll_column import FocusArea
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.access_words import copy_orders
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import percent, source_title

THEMES = (
    ("system", Message("System")),
    ("light", Message("Light")),
    ("dark", Message("Dark")),
    ("high-contrast", Message("High contrast")),
    ("high-contrast-dark", Message("High contrast, dark")),
)
NAME_WIDTH = 176
SAYS_WIDTH, MOST_SAYS, SAYS_SHARE = 250, 380, 0.34
"""Least and most width of a description beside a control, and its share of the width of both."""
SECTIONS_FROM, BESIDE_FROM, NAMES_FROM = 1040, 860, 600
"""Widths at the base size from which the list of sections is shown, and from which descriptions, and names, are next to
the controls."""
MESSAGE_ROOM = 64
"""Height in pixels at base size below the focused row, which does not move for the message that offers a restart."""
QWIDGETSIZE_MAX = (1 << 24) - 1
UNREADABLE_TEMPLATE = "unreadable_citation_key_template"
"""Key in the state of the window: a template that was typed and cannot be read, None without one."""
BETWEEN_S = 0.005
"""Time for the rest of the window between the construction of two sections."""


class SettingsPage(QWidget):
    """One page of rows, with a list of sections at the left if there is room."""

    folder_chosen = Signal(object)
    """Another library folder (a Path) was chosen and saved: the program must restart with it."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._theme = theme = ui_context.theme
        self._themes: dict[object, RadioButton] = {}
        self._text_sizes: dict[object, RadioButton] = {}
        self._languages: dict[object, RadioButton] = {}
        self._services = ui_context.services
        self._editor = ui_context.services.settings_editor
        self._scope = ui_context.scope.child()
        self.setObjectName("settingsPage")
        self.setAccessibleName(gettext("Settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = SettingsHead(theme)
        column.addWidget(self._top)
        row = QHBoxLayout()
        row.setSpacing(0)
        page = QWidget()
        self._scroll = FocusArea(page)
        self._scroll.make_stop(theme)
        self._scroll.room_below = theme.px(MESSAGE_ROOM)
        ui_context.messages.end_above(self._scroll)
        self._scroll.setAccessibleName(gettext("Settings of this section"))
        page.setProperty("role", "page")
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(MESSAGE_ROOM))
        self._rows.setSpacing(0)
        row.addWidget(self._scroll, 1)
        self._sections = SectionLinks(theme, self._scroll, self._rows)
        row.insertWidget(0, self._sections.list)
        column.addWidget(self._sections.bar)
        column.addLayout(row, 1)
        self._keys: list[KeyBox] = []
        self._descriptions: list[tuple[QBoxLayout, QLabel]] = []
        self._names: list[tuple[QBoxLayout, QLabel]] = []
        self._controls: dict[str, tuple[QWidget, QLabel]] = {}
        self._rows.addStretch(1)
        self._email_section()
        self._is_built = False
        self._scope.start(self._build_others(), name="build the settings")
        ui_context.navigation.part_wanted.connect(self._show_part)
        ui_context.navigation.shown_again.connect(self._sections.take_focus)

    def focus_panes(self) -> list[QWidget]:
        """Return the panes in reading order: head, links to the sections (at one of two places), and settings."""
        return [self._top, self._sections.bar, self._sections.list, self._scroll]

    def hideEvent(self, _event: QHideEvent) -> None:
        # else the control that was used last has the focus again, and an arrow key meant for the sections changes it
        if (last := self.focusWidget()) is not None:
            last.clearFocus()

    async def _build_others(self) -> None:
        """Create what is below the first row, one part per turn of the event loop: all at once blocked the window for
        40 ms. The first part is there before the page is painted."""
        self._key_boxes()
        self._arrange()
        for build in (
            self._sources_and_addresses,
            self._downloads,
            self._add_pdfs,
            self._library,
            self._watching,
            self._appearance,
            self._sent,
        ):
            await asyncio.sleep(BETWEEN_S)
            build()
            self._arrange()
        self._is_built = True
        self._show_part(places.SETTINGS)

    def _show_part(self, page: str) -> None:
        """Show the control that a link leads to, once all settings are there."""
        if page == places.SETTINGS and self._is_built:
            name = self._ui_context.navigation.take_part(page)
            if name and (control := self.findChild(QWidget, name)) is not None:
                # once the rows have their places: the last ones may have been added in this turn
                QTimer.singleShot(0, self, partial(self._show_control, control))

    def _show_control(self, control: QWidget) -> None:
        self._sections.show_control(control)
        if self._style.isAncestorOf(control):  # the styles are looked for by words
            self._style.open_styles()

    # Sections

    def _email_section(self) -> None:
        self._sections.add(sections.SERVICES)
        context = self._ui_context
        self._address_changes = AddressChanges(self._editor, self._scope, context.messages, context.actions)
        self._email = EmailBox(self._theme, self._editor.current.email, self._set_email)
        self._setting_row("email", self._email)

    def _key_boxes(self) -> None:
        theme = self._theme
        s2 = KeyBox(
            theme,
            self._services.keys,
            self._scope,
            SEMANTIC_SCHOLAR,
            shown(DECLARED["semantic_scholar_key"].title),
            gettext("Optional: faster, no shared limit"),
        )
        zenodo = KeyBox(
            theme,
            self._services.keys,
            self._scope,
            ZENODO_TOKEN,
            shown(DECLARED["zenodo_token"].title),
            gettext("Optional: 100 results per page"),
        )
        self._keys = [s2, zenodo]
        self._setting_row("semantic_scholar_key", s2, s2.said)
        self._setting_row("zenodo_token", zenodo, zenodo.said)
        s2.said.setText(gettext("Stored in the keyring, never in a file."))
        zenodo.said.setText(gettext("Public records need no token. Without one, pages have 25 results."))
        for box in self._keys if self.isVisible() else ():  # else when the page is shown
            box.look_up()

    def _sources_and_addresses(self) -> None:
        theme, settings = self._theme, self._editor.current
        self._sources_said = self._help("sources")
        self._setting_row("sources", self._source_boxes(), self._sources_said)
        first = TickBox(theme, gettext("Use before Semantic Scholar"))
        first.setObjectName("corpusFirstTick")
        first.setChecked(settings.corpus_first)
        first.clicked.connect(lambda: self._set("corpus_first", first.isChecked()))
        self._setting_row("corpus_first", first)
        titles = TickBox(theme, shown(DECLARED["complete_titles"].title))
        titles.setObjectName("completeTitlesTick")
        titles.setChecked(settings.complete_titles)
        titles.clicked.connect(lambda: self._set("complete_titles", titles.isChecked()))
        self._row(gettext("Search box"), titles, self._help("complete_titles"))
        addresses = (
            (settings.semantic_scholar_url, "Semantic Scholar"),
            (settings.unpaywall_url, "Unpaywall"),
            (settings.zenodo_url, "Zenodo"),
        )
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(2))
        for url, name in addresses:
            line = label(f"{name}: {url}", "small", "muted", wrap=True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(line)
        self._row(
            gettext("Service addresses"),
            box,
            _note(gettext("To use a mirror, set them in config.toml or by environment variables.")),
        )

    def _source_boxes(self) -> QWidget:
        box = QWidget()
        box.setObjectName("searchSources")
        row = FlowLayout(box, gap=self._theme.px(6))
        self._sources: dict[str, TickBox] = {}
        for name in (*SEARCH_SOURCES, CORPUS):
            tick = TickBox(self._theme, source_title(name))
            tick.setChecked(name in self._editor.current.sources)
            tick.toggled.connect(partial(self._set_sources, tick))
            self._sources[name] = tick
            row.addWidget(tick)
        return box

    def _downloads(self) -> None:
        self._sections.add(sections.DOWNLOADS)
        settings = self._editor.current
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(8), line_gap=self._theme.px(4))
        row.addWidget(self._number("downloads", settings.downloads))
        row.addWidget(label(gettext("files, per host")))
        row.addWidget(self._number("host_connections", settings.host_connections))
        self._row(
            gettext("At the same time"),
            box,
            _note(
                gettext(
                    "1 to {most} files, 1 to {per_host} per host. "
                    "Keep this low for small repositories. Takes effect after a restart.",
                    most=int(DECLARED["downloads"].maximum or 0),
                    per_host=int(DECLARED["host_connections"].maximum or 0),
                )
            ),
        )

        self._copy_order = ChoiceChip(self._theme, shown(DECLARED["copy_order"].title), copy_orders())
        self._copy_order.setObjectName("copyOrderSetting")
        self._copy_order.set_value(settings.copy_order)
        self._copy_order.chosen.connect(lambda value: self._set("copy_order", value))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._copy_order)
        line.addStretch(1)
        self._setting_row("copy_order", holder)
        self._editor.changed.connect(self._on_changed)

    def _on_changed(self, key: str) -> None:
        if key == "copy_order":  # the list of copies of a paper can change this setting, too
            self._copy_order.set_value(self._editor.current.copy_order)
        elif key == "email":  # as its undo can
            self._email.show_address(self._editor.current.email)
        elif key == "theme":  # as the View menu can
            self._themes[self._editor.current.theme].setChecked(True)
        elif key == "text_size" and (choice := self._text_sizes.get(self._editor.current.text_size)) is not None:
            choice.setChecked(True)
        elif key == "sources":  # as the page of the offline corpus can
            for name, tick in self._sources.items():
                with QSignalBlocker(tick):
                    tick.setChecked(name in self._editor.current.sources)
        elif key == "citation_style":  # as the export panel can
            self._style.show_style(self._editor.current.citation_style)

    def _add_pdfs(self) -> None:
        """The folder to which the browser saves, and the proxy or link resolver of the user's library."""
        folder = FolderBox(
            self._theme,
            self._services.browser_fetch.folder,
            lambda chosen: self._set("downloads_dir", str(chosen)),
            title=shown(DECLARED["downloads_dir"].title),
        )
        folder.path.setObjectName("downloadsFolderEdit")
        self._setting_row("downloads_dir", folder)
        from scholar_desktop.services.papers.drag_out import staging_folder

        current = self._editor.current
        dragged = FolderBox(
            self._theme,
            current.drag_folder or staging_folder(None, current.data_dir),
            lambda chosen: self._set("drag_folder", str(chosen)),
            title=shown(DECLARED["drag_folder"].title),
        )
        dragged.path.setObjectName("dragFolderEdit")
        self._setting_row("drag_folder", dragged)
        link = QLineEdit(self._editor.current.library_link or "")
        link.setObjectName("libraryLinkEdit")
        link.setAccessibleName(shown(DECLARED["library_link"].title))
        link.setPlaceholderText("https://proxy.university.edu/login?url={url}")
        link.editingFinished.connect(lambda: self._set("library_link", link.text().strip()))
        self._setting_row("library_link", link)

    def _number(self, key: str, value: int) -> QLineEdit:
        declared = DECLARED[key]
        least, most = int(declared.minimum or 0), int(declared.maximum or 0)
        box = QLineEdit(str(value))
        box.setValidator(QIntValidator(least, most, box))
        box.setAccessibleName(shown(declared.title))
        set_tooltip(box, gettext("{least} to {most}", least=least, most=most))
        box.setFixedWidth(self._theme.px(64))
        box.editingFinished.connect(lambda: self._set(key, box.text()))
        return box

    def _library(self) -> None:
        self._sections.add(sections.LIBRARY)
        self._folder = FolderBox(
            self._theme,
            self._editor.current.data_dir,
            self._on_folder,
            title=shown(DECLARED["data_dir"].title),
            note=gettext("Choosing another folder switches library. Nothing is moved."),
        )
        self._setting_row("data_dir", self._folder, self._folder.room)
        from scholar_desktop.services.papers.export import offered_styles

        self._style = StyleBox(self._theme, offered_styles(), lambda name: self._set("citation_style", name))
        self._style.show_style(self._editor.current.citation_style)
        self._setting_row("citation_style", self._style)
        keys, state = "citation_key_template", self._ui_context.state
        template, title = self._editor.current.citation_key_template, shown(DECLARED[keys].title)
        write, keep = partial(self._set, keys), partial(state.set, UNREADABLE_TEMPLATE)
        unreadable = state.get(UNREADABLE_TEMPLATE, str)
        self._setting_row(keys, CitationKeyBox(self._theme, template, title, write, keep, unreadable))
        show = Button(self._theme, ButtonKind.LINK, gettext("Show folder"))
        show.clicked.connect(lambda: self._services.open_path(str(self._editor.current.data_dir)))
        file = Button(self._theme, ButtonKind.LINK, gettext("Show settings file"))
        file.clicked.connect(lambda: self._services.open_path(str(self._editor.path.parent)))
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(16), line_gap=self._theme.px(2))
        row.addWidget(show)
        row.addWidget(file)
        self._row(gettext("On disk"), box)
        self._switch_row("refresh_counts", "refreshCountsTick", gettext("Update automatically"))

        self._row(
            gettext("Whole library"),
            self._transfer_buttons(),
            _note(gettext("An archive has all papers and PDFs in one file.")),
        )

    def _transfer_buttons(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(4), line_gap=self._theme.px(2))
        for action_id, words in (
            ("library.archive", gettext("Save as archive…")),
            ("library.unarchive", gettext("Open library archive…")),
            ("library.move", gettext("Move library…")),
        ):
            button = Button(self._theme, small=True)
            button.setObjectName(f"settings.{action_id}")
            button.bind(self._ui_context.actions[action_id], text=words)
            row.addWidget(button)
        return box

    def _watching(self) -> None:
        self._sections.add(sections.NEWS)
        self._switch_row("watch", "watchSettingTick", gettext("Check automatically"))
        self._row(
            gettext("How often"),
            CheckIntervalBox(
                self._ui_context.theme,
                self._ui_context.scope,
                self._ui_context.messages,
                self._ui_context.services.settings_editor,
            ),
            _note(gettext("Runs when idle, within the services' limits.")),
        )

    def _appearance(self) -> None:
        self._sections.add(sections.APPEARANCE)
        editor = self._editor
        themes = [(value, shown(words)) for value, words in THEMES]
        self._setting_row("theme", self._choices("theme", themes, editor.current.theme, self._themes))
        sizes = [(size, percent(size)) for size in TEXT_SIZES.values()]
        self._setting_row("text_size", self._choices("text_size", sizes, editor.current.text_size, self._text_sizes))
        offered = [("system", gettext("System")), *languages().items()]
        self._setting_row("language", self._choices("language", offered, editor.current.language, self._languages))

    def _choices(
        self, key: str, choices: Iterable[tuple[object, str]], chosen: object, buttons: dict[object, RadioButton]
    ) -> QWidget:
        """Return the choices of the setting *key* as radio buttons, which are also added to *buttons*."""
        box = QWidget()
        box.setObjectName(f"{key}Setting")
        box.setAccessibleName(shown(DECLARED[key].title))
        row = FlowLayout(box, gap=self._theme.px(6), line_gap=self._theme.px(2))
        group = QButtonGroup(self)
        for value, words in choices:
            choice = RadioButton(self._theme, words)
            choice.setObjectName(f"{key}-{value}")
            group.addButton(choice)
            row.addWidget(choice)
            choice.setChecked(chosen == value)
            choice.toggled.connect(lambda on, value=value: self._set(key, value) if on else None)
            buttons[value] = choice
        return box

    def _sent(self) -> None:
        self._sections.add(sections.PRIVACY)
        for to, what, when in SENT:
            self._row(shown(to), label(shown(what), wrap=True), _note(shown(when)))
        words = gettext("Each request names the program and its version. Nothing else is sent: there is no telemetry.")
        note = _note(words)
        note.setContentsMargins(0, self._theme.px(10), 0, 0)
        self._rows.insertWidget(self._rows.count() - 1, note)

    # Rows

    def _switch_row(self, key: str, name: str, title: str) -> None:
        """Add a row for a setting that is on or off. name: of the tick box."""
        switch = TickBox(self._theme, title)
        switch.setObjectName(name)
        switch.setChecked(getattr(self._editor.current, key))
        switch.clicked.connect(lambda: self._set(key, switch.isChecked()))
        self._editor.changed.connect(
            lambda changed: switch.setChecked(getattr(self._editor.current, key)) if changed == key else None
        )
        self._setting_row(key, switch)

    def _setting_row(self, key: str, control: QWidget, says: QLabel | None = None) -> None:
        """Add a row with the title and the help of the setting *key*. says: shown instead of the help."""
        described = says or self._help(key)
        if says is None:
            self._controls[key] = control, described
        self._row(shown(DECLARED[key].title), control, described)

    def _help(self, key: str) -> QLabel:
        return _note(shown(DECLARED[key].help))

    def _row(self, name: str, control: QWidget, says: QLabel | None = None) -> None:
        theme = self._theme
        box = QWidget()
        box.setProperty("edge", "bottom")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, theme.px(7), 0, theme.px(7))
        row.setSpacing(theme.px(16))
        title = label(name, wrap=True)
        title.setBuddy(control)
        for edit in (control, *control.findChildren(QLineEdit)):
            if isinstance(edit, QLineEdit):
                EditedText(edit, self._ui_context.messages)
        self._names.append((row, title))
        row.addWidget(title)
        beside = QHBoxLayout()
        beside.addWidget(control, 1, Qt.AlignmentFlag.AlignVCenter)  # on the line of its name
        row.addLayout(beside, 1)
        if says is not None:
            says.setProperty("says", True)
            beside.addWidget(says)
            self._descriptions.append((beside, says))
        self._rows.insertWidget(self._rows.count() - 1, box)

    def _fold(self, *, wide: bool, room: int) -> None:
        """Place descriptions next to the controls, or below them if there is no room. room: of both."""
        theme = self._theme
        says_width = theme.px(max(SAYS_WIDTH, min(MOST_SAYS, round(room * SAYS_SHARE))))
        for beside, says in self._descriptions:
            beside.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
            beside.setSpacing(theme.px(16 if wide else 4))
            says.setMinimumWidth(says_width if wide else 0)
            says.setMaximumWidth(says_width if wide else QWIDGETSIZE_MAX)
            policy = says.sizePolicy()
            policy.setRetainSizeWhenHidden(wide)  # the controls of all rows end at the same place
            says.setSizePolicy(policy)

    def _place_names(self, *, beside: bool) -> None:
        """Place the names of the settings next to the controls, or above them if there is no room."""
        theme = self._theme
        for row, name in self._names:
            row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
            row.setSpacing(theme.px(16 if beside else 4))
            name.setMinimumWidth(theme.px(NAME_WIDTH) if beside else 0)
            name.setMaximumWidth(theme.px(NAME_WIDTH) if beside else QWIDGETSIZE_MAX)

    def _arrange(self) -> None:
        width = self._theme.type.width_at_base(self.width())
        self._sections.list.setVisible(width >= SECTIONS_FROM)
        self._sections.bar.setVisible(NAMES_FROM <= width < SECTIONS_FROM)
        # beside the links, Shift+Tab leads from the first control of a section back to them, as Tab came from there
        has_links = width >= NAMES_FROM
        self._scroll.setFocusPolicy(Qt.FocusPolicy.ClickFocus if has_links else Qt.FocusPolicy.StrongFocus)
        self._fold(wide=width >= BESIDE_FROM, room=width - NAME_WIDTH)
        self._place_names(beside=width >= NAMES_FROM)

    # Changes

    def _set_sources(self, changed: TickBox, _on: bool) -> None:
        """Save the sources that are ticked. The last one stays ticked, and the row says why."""
        chosen = [name for name, tick in self._sources.items() if tick.isChecked()]
        if chosen:
            self._set("sources", chosen)
        else:
            changed.blockSignals(True)
            changed.setChecked(True)
            changed.blockSignals(False)
            announce(self._sources_said, gettext("Choose at least one source to search."))
        help_ = shown(DECLARED["sources"].help)
        self._sources_said.setText(help_ if chosen else gettext("Choose at least one source to search."))
        set_tone(self._sources_said, "muted" if chosen else "warn")

    def _set_email(self, address: str) -> None:
        say = partial(self._address_changes.say, self._editor.current.email or "", address)
        self._scope.start(self._write("email", address, say), name="set email", latest=("set", "email"))

    def _set(self, key: str, value: object) -> None:
        self._scope.start(self._write(key, value), name=f"set {key}", latest=("set", key))

    async def _write(self, key: str, value: object, then: Callable[[], None] | None = None) -> None:
        try:
            await self._editor.set(key, value)
        except ScholarError as error:
            reason = reason_not_saved(error)
            if not self._mark(key, reason):
                self._top.say(reason, "error")
            return
        self._mark(key, "")
        self._top.say(shown(WHEN_SAVED), "muted")
        if then is not None:
            then()

    def _mark(self, key: str, reason: str) -> bool:
        """Say beside the text box of a setting why its text was not saved; empty: it was saved. Return False if the
        setting has no text box with a description."""
        control, says = self._controls.get(key, (None, None))
        if not isinstance(control, QLineEdit) or says is None:
            return False
        mark_box(control, says, reason, shown(DECLARED[key].help))
        return True

    def _on_folder(self, folder: Path) -> None:
        done = lambda: self.folder_chosen.emit(folder)  # noqa: E731
        self._scope.start(self._write("data_dir", str(folder), done), name="set data_dir", latest=("set", "data_dir"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for box in self._keys:
            box.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _note(text: str) -> QLabel:
    return label(text, "small", "muted", wrap=True)
