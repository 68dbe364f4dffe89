"""The panel that exports papers: which papers, format, citation style and a preview; it copies the text or saves it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.entry_export import (
    KEYED_FORMATS,
    NAME_FIELDS,
    NAME_TEMPLATE,
    WHOLE_FORMATS,
    EntryOptions,
    example_file_name,
    example_key,
)
from scholar_desktop.services.papers.export import ExportFormat, FormattedReferences, offered_styles
from scholar_desktop.services.papers.paper_lookup import PAGE
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.context.content_ticks import AbstractsTick, NotesTick
from scholar_desktop.ui.context.export_foot import ExportFoot
from scholar_desktop.ui.context.export_preview import ExportPreview, export_words, show_export
from scholar_desktop.ui.context.export_source import ExportSource
from scholar_desktop.ui.context.files_choice import FILE_FORMATS, ZOTERO_RDF, FilesChoice, note_of_copy
from scholar_desktop.ui.context.partial_papers import PaperCompletion
from scholar_desktop.ui.context.reference_file_choice import ReferenceFileChoice
from scholar_desktop.ui.context.style_chooser import StyleChooser
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import FocusArea
from scholar_desktop.ui.widgets.tick_box import RadioButton
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.exchange.entry_export import EntryExport
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

PDFS = "pdfs"
"""The format of a folder with the PDFs of the papers."""
FORMATS: dict[str, str] = {
    ExportFormat.BIBTEX: Message("BibTeX"),
    ExportFormat.BIBLATEX: Message("BibLaTeX"),
    ExportFormat.RIS: Message("RIS"),
    ExportFormat.CSL_JSON: Message("CSL-JSON"),
    ExportFormat.CSV: Message("CSV for spreadsheets"),
    "endnote-xml": Message("EndNote XML"),
    ZOTERO_RDF: Message("Zotero RDF"),
    "html": Message("Web page"),
    "markdown": Message("Markdown"),
    ExportFormat.TEXT: Message("Formatted references"),
    PDFS: Message("Folder of PDFs"),
}
"""The formats that the panel offers."""
FORMAT_KEY = "export_format"
"""The name under which the state of the window keeps the last choice."""
PREVIEWED = 20
"""The preview shows at most this number of papers."""
WIDTH, HEIGHT, FORMATS_WIDTH = 860, 900, 250
BAR = 14
"""Width left for the scroll bar beside the formats."""
STYLES_SHOWN, FEW_STYLES = 7, 3
"""How many citation styles are in sight: above the preview, and below the formats."""
LEAST_PREVIEW = 260
"""Width below which there is no preview: the names of the citation styles above it would be cut."""
WIDEST = 16_777_215  # QWIDGETSIZE_MAX
KEYS_EXAMPLE = "auth.lower + year + shorttitle(1,0)"  # not translated: a template


class ExportPanel(Overlay):
    """Shows what will be exported. Closing the panel stops what it is doing.

    Signals: `file_wanted` (the format, the suggested name: asks for the file or folder, then `save` is to be called),
    `saved` (the number of papers, the file, the number of PDFs copied for it, the style), `pdfs_saved` (the number of
    PDFs, the folder), `copied` (the number of papers, the title of the format, the style; the panel stays open),
    `stopped` (the panel was closed while it worked), `closed`, `key_settings_wanted` (the template of the settings is
    to be shown). The style is the citation style of references, empty for another format.
    """

    file_wanted = Signal(object, str)
    saved = Signal(int, object, int, str)
    pdfs_saved = Signal(int, object)
    copied = Signal(int, str, str)
    stopped = Signal()
    closed = Signal()
    key_settings_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        export: Export,
        entry_export: EntryExport,
        settings: SettingsEditor,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window)
        self._scope = scope.child()
        self._state = state
        self._export = export
        self._entries = entry_export
        self._settings = settings
        self._sources: tuple[ExportSource, ...] = ()
        self._papers: tuple[Paper, ...] = ()
        self._has_files: bool | None = None  # of a paper; None until a format with files is shown
        self.completion = PaperCompletion(export, self._start_preview)
        self._works = False
        self._format = self._last_format()
        self._style = settings.current.citation_style
        self.setObjectName("exportPanel")
        self.setAccessibleName(gettext("Export papers"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(14), px(14))
        column.setSpacing(px(10))
        column.addLayout(self._head())
        row = QHBoxLayout()
        self._choices_area = self._choices()
        row.addWidget(self._choices_area)
        self._preview = ExportPreview()
        self._beside = QVBoxLayout()
        self._beside.setSpacing(px(4))
        self._beside.addWidget(self._preview, 1)
        self._beside.addStretch(0)
        row.addLayout(self._beside, 1)
        self._row = row
        column.addLayout(row, 1)
        self.foot = ExportFoot(self._theme)
        self.foot.copied.connect(self._on_copy)
        self.foot.saved.connect(self._on_save)
        column.addWidget(self.foot)
        self._place_styles(is_beside=True)

    def _last_format(self) -> str:
        kept = self._state.get(FORMAT_KEY, str)
        return kept if kept in FORMATS else ExportFormat.BIBTEX.value

    def open_for(self, sources: Sequence[ExportSource], form: str | None = None) -> None:
        """Open the panel in the middle of the window.

        Args:
            sources: what can be exported; the first is chosen.
            form: the format that is chosen this time; without one, it is that of the last time.
        """
        self._format = form or self._last_format()
        self._sources = tuple(sources)
        self._which.set_choices([(str(place), source.title) for place, source in enumerate(sources)])
        self._which.set_value("0")
        self._which.setVisible(len(self._sources) > 1)
        self._style = self._settings.current.citation_style
        self._styles.show_style(self._style)
        self._keys.clear()  # a template is for one export
        self._show_key_template()
        px, window = self._theme.px, self._window
        width, height = min(px(WIDTH), window.width() - px(16)), min(px(HEIGHT), window.height() - px(48))
        self.close_others(of_page=True)
        self.open_at((window.width() - width) // 2, (window.height() - height) // 2, width, height)
        self._choices_area.verticalScrollBar().setValue(0)  # where the panel was closed, it may have been scrolled
        self._buttons[self._format].setChecked(True)
        self._buttons[self._format].setFocus(Qt.FocusReason.PopupFocusReason)
        self._show_format()
        self._load()

    def save(self, path: Path, form: str | None = None) -> None:
        """Write the papers to *path*, for PDFs a folder. form: the format that its ending states, if it is another."""
        if form is not None and form != self._format:
            ticks = {tick: tick.isChecked() for tick in (self._abstracts, self._notes)}
            files = self._file_mode()
            self._buttons[form].setChecked(True)
            self._set_format(form)
            for tick, is_on in ticks.items():
                tick.setChecked(is_on)  # as the user has seen it
            self._files.show_choice(files)
        self._begin(self._save(path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, also in the list of styles; a button that has the focus uses it itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_save()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.px(FORMATS_WIDTH + BAR + LEAST_PREVIEW)
        self._preview.setVisible(is_wide)
        if is_wide != self._has_styles_beside:
            self._place_styles(is_beside=is_wide)
            self._show_preview()

    def _place_styles(self, *, is_beside: bool) -> None:
        """Put the styles above the preview, where their list does not scroll within another; without room for a
        preview, put them below the formats, which then have the whole width."""
        self._has_styles_beside = is_beside
        self._styles.show_lines(STYLES_SHOWN if is_beside else FEW_STYLES)
        self._styles_title.setContentsMargins(0, 0 if is_beside else self._theme.px(6), 0, 0)
        if is_beside:
            self._beside.insertWidget(0, self._styles_title)
            self._beside.insertWidget(1, self._styles)
            self._choices_area.setFixedWidth(self._theme.px(FORMATS_WIDTH + BAR))
        else:
            self._choices_column.insertWidget(self._choices_column.count() - 1, self._styles_title)
            self._choices_column.insertWidget(self._choices_column.count() - 1, self._styles)
            self._choices_area.setMinimumWidth(0)
            self._choices_area.setMaximumWidth(WIDEST)
        self.foot.set_note_above(not is_beside)
        self._row.setStretch(0, 0 if is_beside else 1)
        self._row.setStretch(1, 1 if is_beside else 0)
        self._row.setSpacing(self._theme.px(16) if is_beside else 0)

    def close_panel(self) -> None:
        was_working = self._works and not self.isHidden()
        self._works = False
        for key in ("work", "load", "preview"):
            self._scope.cancel(key)
        super().close_panel()
        if was_working:
            self.stopped.emit()
        self.closed.emit()

    # Layout

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(self._theme.px(8))
        self._title = label("", "head", wrap=True)
        self._title.setObjectName("exportTitle")
        head.addWidget(self._title, 1)
        self._which = ChoiceChip(self._theme, gettext("Papers"), wraps=True)
        self._which.setObjectName("exportSourceChip")
        self._which.chosen.connect(lambda _value: self._load())
        head.addWidget(self._which)
        close = Button(self._theme, ButtonKind.QUIET, icon="cross", small=True, name=gettext("Close"))
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        return head

    def _choices(self) -> FocusArea:
        theme = self._theme
        box = QWidget()
        area = FocusArea(box)
        for ground in (area.viewport(), box):
            ground.setProperty("ground", "bg")
            ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = self._choices_column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(label(gettext("Format"), "section"))
        group = QButtonGroup(self)
        self._buttons: dict[str, RadioButton] = {}
        for name, title in FORMATS.items():
            form = str(name)
            button = RadioButton(theme, shown(title))
            button.setObjectName(f"exportFormat.{form}")
            button.clicked.connect(lambda _checked=False, form=form: self._set_format(form))
            group.addButton(button)
            column.addWidget(button)
            self._buttons[form] = button
        column.addSpacing(theme.px(4))
        self._abstracts, self._notes = AbstractsTick(self._theme), NotesTick(self._theme)
        for tick in (self._abstracts, self._notes):
            tick.toggled.connect(lambda _is_on: self._show_preview())
            column.addWidget(tick)
        self._add_options(column)
        self._styles_title = label(gettext("Citation style"), "section")
        self._styles = StyleChooser(theme, offered_styles())
        self._styles.chosen.connect(self._on_style)
        self._styles.confirmed.connect(lambda _name: self._on_save())
        column.addStretch(0)
        return area

    def _add_options(self, column: QVBoxLayout) -> None:
        """Add the options of the formats of whole entries, and of the folder of PDFs."""
        self._files = FilesChoice(self._theme, self._state)
        self._files.currentIndexChanged.connect(lambda _place: self._show_preview())
        self._reference_file = ReferenceFileChoice(self._theme, self._state)
        self._reference_file.currentIndexChanged.connect(lambda _place: self._on_reference_file())
        self._keys = self._template_box("exportKeys", gettext("Citation keys"), KEYS_EXAMPLE)
        self._names = self._template_box("exportNames", gettext("File names"), NAME_TEMPLATE)
        self._option_titles: dict[QWidget, QLabel] = {}
        for box in (self._reference_file, self._files, self._keys, self._names):
            title = self._option_titles[box] = label(box.accessibleName(), "section")
            title.setContentsMargins(0, self._theme.px(6), 0, 0)
            column.addWidget(title)
            column.addWidget(box)
            if box is self._keys:
                self._add_key_notes(column)
            if box is self._reference_file:
                column.addWidget(self._reference_file.note)
        fields = " ".join(f"{{{name}}}" for name in NAME_FIELDS)
        about = gettext("Fields: {fields}. A “/” makes a folder.", fields=fields)
        self._names_note = label(about, "small", "muted", wrap=True)
        self._names_note.setObjectName("exportNamesNote")
        column.addWidget(self._names_note)

    def _add_key_notes(self, column: QVBoxLayout) -> None:
        """Say what the template of this panel is for, and lead to that of the library."""
        words = gettext("For this export only. Keys that you wrote or imported stay.")
        self._keys_note = label(words, "small", "muted", wrap=True)
        self._keys_note.setObjectName("exportKeysNote")
        self._key_settings = Button(self._theme, ButtonKind.LINK, gettext("Keys of new papers…"))
        self._key_settings.setObjectName("exportKeysSettings")
        set_tooltip(
            self._key_settings,
            gettext("Settings: the template for the keys of papers that you add. Live .bib files have these keys."),
        )
        self._key_settings.clicked.connect(self._on_key_settings)
        column.addWidget(self._keys_note)
        column.addWidget(self._key_settings)

    def _on_key_settings(self) -> None:
        self.close_panel()
        self.key_settings_wanted.emit()

    def _show_key_template(self) -> None:
        """Explain the empty box: the papers of the library keep their keys, others get those of the settings."""
        template = self._settings.current.citation_key_template or KEYS_EXAMPLE
        self._keys.setPlaceholderText(gettext("Keys of your library"))
        words = gettext(
            "Without a template, papers have the keys of your library. A template for this export: {example}",
            example=template,
        )
        set_tooltip(self._keys, words)

    def _template_box(self, name: str, title: str, example: str) -> QLineEdit:
        box = QLineEdit()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setPlaceholderText(example)
        box.textChanged.connect(lambda _text: self._show_preview())
        return box

    # Choices

    def _set_format(self, form: str) -> None:
        if form != self._format:
            self._format = form
            self._state.set(FORMAT_KEY, form)
            self._show_format()
            self._show_preview()

    def _show_format(self) -> None:
        is_text, has_keys = self._format == ExportFormat.TEXT, self._format in KEYED_FORMATS
        self._styles.setVisible(is_text)
        self._styles_title.setVisible(is_text)
        for box, is_shown in (
            (self._reference_file, is_text),
            (self._files, self._format in FILE_FORMATS),
            (self._keys, has_keys),
            (self._names, self._format == PDFS),
        ):
            box.setVisible(is_shown)
            self._option_titles[box].setVisible(is_shown)
        for widget in (self._keys_note, self._key_settings):
            widget.setVisible(has_keys)
        self._names_note.setVisible(self._format == PDFS)
        self._reference_file.show_note(is_text)
        self._abstracts.show_format(self._format)
        self._files.show_format(self._format)
        self._notes.show_format(self._format)
        self.foot.copy_button.setVisible(self._format != PDFS)

    def _on_reference_file(self) -> None:
        self._reference_file.show_note(True)
        self._show_preview()

    def _on_style(self, name: str) -> None:
        self._style = name
        self._show_preview()

    # Papers and preview

    @property
    def source(self) -> ExportSource:
        """What is exported."""
        return self._sources[int(self._which.value)]

    @property
    def words(self) -> str:
        """What to say about the papers: what is not known of them."""
        return " ".join(filter(None, (self.completion.words, self.source.about(self._papers))))

    @property
    def words_of_copy(self) -> str:
        """The same, and that a copied text comes without copies of the files, if there are any."""
        return f"{self.words} {note_of_copy(self._file_mode()) if self._has_files else ''}".strip()

    def _load(self) -> None:
        self._papers, self._has_files, self.completion.words = (), None, ""
        self._title.setText(gettext("Export papers"))
        self._preview.clear()
        self.foot.forget_confirmation()
        self.foot.say(gettext("Loading papers…"))
        self._scope.start(self._load_papers(self.source), name="papers to export", latest="load")

    async def _load_papers(self, source: ExportSource) -> None:
        try:
            self._papers = tuple(await source.load())
        except ScholarError as error:
            self.foot.say_error(error)
            return
        self._title.setText(source.title_for(len(self._papers)))
        self._show_preview()
        if len(self._papers) <= PAGE:  # one request at most
            await self._complete()

    async def _complete(self) -> None:
        if self._format != PDFS:
            self._papers = await self.completion.complete(self._papers)

    def _show_preview(self) -> None:
        """Show what is exported now that a choice has changed."""
        self.foot.forget_confirmation()
        self._start_preview()

    def _start_preview(self) -> None:
        self.foot.allow(self._can_use_templates())
        self._scope.start(self._load_preview(), name="preview of the export", latest="preview")

    async def _load_preview(self) -> None:
        if not self._papers:
            return
        try:
            # the dialog proposes this name, which that of the folder with copies of the files follows
            target = Path(f"{self.source.file_name}{WHOLE_FORMATS.get(self._format, '')}")
            if self._has_files is None and self._file_mode() != "none":
                self._has_files = await self._entries.has_files(self._papers)
            found = await self._formatted(self._papers[:PREVIEWED], target=target)
            show_export(self._preview, found, self._format, self._theme.type, self.reference_ending)
            seen, has_abstracts = 0 if self._preview.isHidden() else PREVIEWED, self._abstracts.isChecked()
            words = export_words(self._format, seen, len(self._papers), abstracts=has_abstracts)
            self.foot.say(self.words_of_copy, words)
            missing = await self._entries.missing_fields(self._papers, self._format, self._options())
            self.foot.say_missing(missing, self.words_of_copy, words)
        except ScholarError as error:
            self._preview.clear()
            self.foot.say_error(error)
            if isinstance(error, UsageError):
                self.foot.allow(False)

    async def _formatted(
        self, papers: Sequence[Paper], on_progress: Callable[[int, int], None] | None = None, target: Path | None = None
    ) -> str | FormattedReferences:
        if self._format == ExportFormat.TEXT:
            return await self._export.references(papers, self._style, on_progress)
        if self._format == PDFS:
            names = await self._entries.pdf_names(papers, self._template())
            return "\n".join(names) or gettext("None of these papers has a PDF in your library.")
        return await self._entries.text_of(papers, self._format, self._options(), target)

    def _options(self) -> EntryOptions:
        return EntryOptions(
            title=self.source.heading,
            abstracts=self._abstracts.isChecked() or None,  # none, also no imported ones
            keys=self._key_template(),
            keep_written=True,
            files=self._file_mode(),
            notes=self._notes.isChecked(),
        )

    @property
    def reference_ending(self) -> str:
        """The ending of a file of formatted references, without a dot."""
        return self._reference_file.ending

    def _key_template(self) -> str | None:
        return (self._keys.text().strip() or None) if self._format in KEYED_FORMATS else None

    def _file_mode(self) -> str:
        return self._files.choice if self._format in FILE_FORMATS else "none"

    def _template(self) -> str:
        return self._names.text().strip() or NAME_TEMPLATE

    # Copying and saving

    def _on_copy(self) -> None:
        self._begin(self._copy())

    def _can_use_templates(self) -> bool:
        try:
            if self._format == PDFS:
                example_file_name(self._template())
            else:
                example_key(self._key_template() or "")
        except UsageError:
            return False  # the preview says why
        return True

    def _on_save(self) -> None:
        if self._papers and self.foot.allows_saving:
            self.file_wanted.emit(self._format, self.source.file_name)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._works = True
        self._scope.start(work, name="export papers", latest="work", on_failure=self._on_failure)

    def _on_failure(self, error: ScholarError) -> None:
        self._works = False
        self.foot.say_error(error)

    async def _copy(self) -> None:
        await self._complete()
        papers = self._papers
        if not papers:
            self._works = False
            return
        form, style = self._format, self._style if self._format == ExportFormat.TEXT else ""
        found = await self._formatted(papers, self._show_progress)
        copy_rich_text(*((found.text, found.html) if isinstance(found, FormattedReferences) else (found,)))
        self._works = False
        self.copied.emit(len(papers), shown(FORMATS[form]), style)

    async def _save(self, path: Path) -> None:
        await self._complete()
        papers, form = self._papers, self._format
        if form == PDFS:
            count = await self._entries.copy_pdfs(papers, path, self._template(), self._show_copied)
            self._end()
            self.pdfs_saved.emit(count, path)
            return
        options, copied = self._options(), 0
        if await self._entries.is_whole(papers, form, options):
            saved = await self._entries.save(papers, form, path, options)
            target, copied = saved.path, saved.copied
        else:
            target = await self._export.save(
                papers,
                ExportFormat(form),
                path,
                style=self._style,
                abstracts=self._abstracts.isChecked(),
                on_progress=self._show_progress,
            )
        self._end()
        self.saved.emit(len(papers), target, copied, self._style if form == ExportFormat.TEXT else "")

    def _end(self) -> None:
        self._works = False
        self.close_panel()

    def _show_progress(self, done: int, total: int) -> None:
        if self._works:
            self.foot.say(
                gettext("Formatted {done} of {total} references. To stop, close this panel.", done=done, total=total)
            )

    def _show_copied(self, done: int, total: int) -> None:
        if self._works:
            self.foot.say(gettext("Copied {done} of {total} PDFs. To stop, close this panel.", done=done, total=total))
