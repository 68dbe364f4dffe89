"""The first page of the setup of the offline corpus: the API key, and the terms of the datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.dataset import Release
from scholar_desktop.domain.corpus.rule import CORPUS_DATASETS
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.services.program.keys import KEY_PAGE, SEMANTIC_SCHOLAR
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.corpus.dataset_titles import dataset_title
from scholar_desktop.ui.settings.key_box import KeyBox
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.corpus.corpus_work import CorpusServices
    from scholar_desktop.ui.theme.theme import Theme


class SetupTermsPage(QWidget):
    """`changed` is emitted when `is_ready` or the problem may have changed."""

    changed = Signal()

    def __init__(self, theme: Theme, services: CorpusServices, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._services = services
        self._scope = scope
        self._release: Release | None = None
        self._are_accepted = False
        self._has_key: bool | None = None  # None: not looked up yet
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(label(gettext("API key"), "section"))
        about = Prose("body", "muted")
        about.show_text(gettext("Semantic Scholar gives the files of its bulk data to holders of a free API key."))
        column.addWidget(about)
        ask = Button(theme, ButtonKind.LINK, wraps=True)
        ask.show_content(
            ButtonContent(gettext("Request a free key"), trailing="external"),
            name=gettext("Request a free key in the browser"),
        )
        ask.setObjectName("corpusKeyPageButton")
        ask.clicked.connect(lambda: services.open_url(KEY_PAGE))
        column.addWidget(ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._key = KeyBox(
            theme,
            services.keys,
            scope,
            SEMANTIC_SCHOLAR,
            gettext("Semantic Scholar API key"),
            gettext("Paste your key"),
        )
        self._key.setMaximumWidth(px(560))
        column.addWidget(self._key)
        column.addWidget(self._key.said)
        column.addSpacing(px(10))
        column.addWidget(label(gettext("Terms"), "section"))
        about = Prose("body", "muted")
        about.show_text(gettext("Read the terms of the release and of its datasets. You accept them once."))
        column.addWidget(about)
        self._note = NoteBar(theme)
        self._note.setObjectName("corpusTermsNote")
        column.addWidget(self._note)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(0)
        column.addLayout(self._texts)
        self._tick = TickBox(theme, gettext("I accept the terms of these datasets"))
        self._tick.setObjectName("acceptTermsTick")
        self._tick.setEnabled(False)  # nothing can be accepted before it is shown
        self._tick.toggled.connect(lambda _on: self.changed.emit())
        column.addSpacing(px(8))
        column.addWidget(self._tick)
        column.addStretch(1)
        services.keys.changed.connect(self._on_key)

    @property
    def control(self) -> QWidget | None:
        """What the user has to do first: the box for the key, the button that loads the terms again, or the tick; None
        if there is nothing to do yet."""
        if self._has_key is False:
            return self._key.box
        if self._note.note is not None:
            return self._note.button(gettext("Try again"))
        return self._tick if self._tick.isEnabled() else None

    @property
    def has_note_focus(self) -> bool:
        """True if the button that loads the terms again has the focus."""
        focus = QApplication.focusWidget()
        return focus is not None and self._note.isAncestorOf(focus)

    @property
    def problem(self) -> str:
        """Why the next page cannot be shown yet; empty if it can."""
        if self._note.note is not None:
            return gettext("The terms could not be loaded.")
        if self._release is None:
            return gettext("The terms are not loaded yet.")
        if not self._has_key:
            return gettext("Enter an API key first.")
        return "" if self._tick.isChecked() else gettext("Accept the terms first.")

    def show_release(self, release: Release) -> None:
        """Show the terms of *release*."""
        self._release = release
        self._note.clear()
        clear_layout(self._texts)
        self._add_text(gettext("Terms of the release {release}", release=release.id), release.readme, is_open=True)
        for dataset in release.datasets:
            if dataset.name in CORPUS_DATASETS:
                title = gettext("{title} ({name})", title=dataset_title(dataset.name), name=dataset.name)
                self._add_text(title, dataset.readme)
        self.look()

    def show_loading(self) -> None:
        """The terms are loaded now."""
        self._note.clear()
        self.changed.emit()

    def show_error(self, error: ErrorInfo, load_again: Callable[[], None]) -> None:
        """Show why the terms could not be loaded, unless there are those of an earlier load."""
        if self._release is None:
            step = Step(gettext("Try again"), load_again, icon="refresh")
            self._note.show_note(Note(shown(error.message), shown(error.hint or ""), "error", "alert", (step,)))
            self.changed.emit()

    def look(self) -> None:
        """Read whether there is a key, and which terms were accepted before."""
        self._key.look_up()
        self._scope.start(self._look(), name="key and terms of the corpus", latest="terms")

    async def accept(self) -> None:
        """Save the terms as accepted. Raises DiskError."""
        if self._release is not None and not self._are_accepted:
            await self._services.terms.accept(self._release, self._names())
            self._are_accepted = True
            self._show_accepted()

    def _add_text(self, title: str, text: str, *, is_open: bool = False) -> None:
        section = FoldSection(self._theme, title, f"corpusTerms.{title}", is_open=is_open)
        words = Prose("small")
        words.show_text(text.strip() or gettext("No terms stated."))
        section.body.addWidget(words)
        self._texts.addWidget(section)

    def _names(self) -> list[str]:
        assert self._release is not None
        return [each.name for each in self._release.datasets if each.name in CORPUS_DATASETS]

    async def _look(self) -> None:
        self._has_key = await self._services.keys.get(SEMANTIC_SCHOLAR) is not None
        if self._release is not None:
            try:
                terms = await self._services.terms.of(self._release, self._names())
            except ScholarError as error:
                self._tick.setText(shown(error.message))
                return
            self._are_accepted = all(each.accepted for each in terms)
            self._show_accepted()
        self.changed.emit()

    def _show_accepted(self) -> None:
        if self._are_accepted:
            self._tick.setChecked(True)
        self._tick.setEnabled(not self._are_accepted and self._release is not None)

    def _on_key(self, _name: str) -> None:
        self.look()
