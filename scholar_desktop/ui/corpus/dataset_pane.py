"""One dataset of the bulk data: its description, its terms, its download, and the diffs up to its release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.dataset import Dataset, Diffs, Release, licence_text
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.translation import gettext, ngettext, pgettext
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.corpus.download_section import DownloadSection
from scholar_desktop.ui.corpus.key_problems import problem_note, require_key
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme


class DatasetPane(QScrollArea):
    """Shows the description that came with the release.

    Only the files and the diffs are requested, when the user wants them (1 request each, which needs a key).
    """

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        actions: Actions,
        corpus_files: CorpusFiles,
        keys: Keys,
        download: DownloadSection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._theme = theme
        self._actions = actions
        self._corpus_files = corpus_files
        self._keys = keys
        self._scope = scope.child()
        self._release: Release | None = None
        self._dataset: Dataset | None = None
        self.setObjectName("datasetPane")
        self.setAccessibleName(gettext("Selected dataset"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        px = theme.px
        page = QWidget()
        page.setProperty("role", "page")
        page.setProperty("edge", "left")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(4))
        self.all_wanted = Button(theme, ButtonKind.LINK, gettext("All datasets"), icon="back")
        self.all_wanted.setObjectName("allDatasetsButton")
        column.addWidget(self.all_wanted)
        self._title = Prose("title")
        self._title.setObjectName("datasetTitle")
        column.addWidget(self._title)
        self._about = Prose("body", "muted")
        column.addWidget(self._about)
        self.download = download
        column.addWidget(self.download)
        column.addWidget(self._make_diffs())
        self._terms = FoldSection(theme, gettext("Description and terms"), "datasetTermsButton", is_open=True)
        self._terms_words = Prose("small")
        self._terms_words.setObjectName("datasetTerms")
        self._terms.body.addWidget(self._terms_words)
        column.addWidget(self._terms)
        self._shared = FoldSection(theme, gettext("Terms of the release"), "releaseTermsButton")
        self._shared_words = Prose("small")
        self._shared_words.setObjectName("releaseTerms")
        self._shared.body.addWidget(self._shared_words)
        column.addWidget(self._shared)
        column.addStretch(1)
        self._page = page
        self.setWidget(page)
        page.hide()

    @property
    def name(self) -> str:
        """The name of the dataset shown; empty for none."""
        return self._dataset.name if self._dataset is not None else ""

    def show_release(self, release: Release, days: Sequence[str]) -> None:
        """Show datasets of *release* from now on.

        Args:
            days: all releases, newest first.
        """
        self._release = release
        earlier = [day for day in days if day < release.id]
        self._from.set_choices([(day, day) for day in earlier])
        self._from.set_value(earlier[0] if earlier else "")
        self._from.setEnabled(bool(earlier))
        self._ask_diffs.setEnabled(bool(earlier))
        self._to.setText(gettext("to {release}", release=release.id))
        self._shared_words.show_text(release.readme.strip() or gettext("No terms stated."))

    def show_dataset(self, dataset: Dataset) -> None:
        assert self._release is not None
        self._dataset = dataset
        self._page.show()
        self._title.show_text(dataset.name)
        self._about.show_text(" ".join(dataset.description.split()))
        self._terms_words.show_text(licence_text(dataset, self._release).strip() or gettext("No terms stated."))
        self._scope.cancel("diffs")
        self._note_bar.clear()
        self._steps.show_text("")
        self._steps.hide()
        self.download.show_dataset(dataset.name, self._release)
        self.verticalScrollBar().setValue(0)

    # Diffs

    def _make_diffs(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        self._diffs = FoldSection(theme, gettext("Changes since an earlier release"), "datasetDiffsButton")
        row = QHBoxLayout()
        row.setContentsMargins(0, px(2), 0, px(2))
        row.setSpacing(px(6))
        self._from = ChoiceChip(theme, pgettext("release", "From"))
        self._from.setObjectName("diffsFromChip")
        row.addWidget(self._from)
        self._to = label("", "small", "muted")
        row.addWidget(self._to)
        self._ask_diffs = Button(theme, text=gettext("Show changes"), small=True)
        self._ask_diffs.setObjectName("showDiffsButton")
        set_tooltip(self._ask_diffs, gettext("Lists the files with changes (1 request)."))
        self._ask_diffs.clicked.connect(self._on_diffs)
        row.addWidget(self._ask_diffs)
        row.addStretch(1)
        self._diffs.body.addLayout(row)
        self._note_bar = NoteBar(theme)
        self._diffs.body.addWidget(self._note_bar)
        self._steps = Prose("small")
        self._steps.setObjectName("datasetDiffs")
        self._steps.setContentsMargins(RING, 0, 0, 0)
        self._steps.hide()
        self._diffs.body.addWidget(self._steps)
        return self._diffs

    def _on_diffs(self) -> None:
        if self._release is not None and self._from.value:
            stop = Step(gettext("Stop"), self._on_stop_diffs)
            note = asking_note(self._status, gettext("Loading changes…"), "", (stop,))
            self._note_bar.show_note(note, after_ms=300)
            question = self._show_diffs(self.name, self._from.value, self._release.id)
            self._scope.start(question, name="diffs between releases", latest="diffs")

    def _on_stop_diffs(self) -> None:
        self._scope.cancel("diffs")
        self._note_bar.clear()

    async def _show_diffs(self, dataset: str, start: str, end: str) -> None:
        try:
            await require_key(self._keys)
            found = await self._corpus_files.diffs(dataset, start, end, RequestOptions())
        except ScholarError as error:
            self._note_bar.show_note(problem_note(self._actions, error))
            return
        self._note_bar.clear()
        self._steps.show_text(_words(found))
        self._steps.show()


def _words(found: Diffs) -> str:
    if not found.diffs:
        return gettext("No changes from {start} to {end}.", start=found.start_release, end=found.end_release)
    lines = [
        gettext(
            "{start} to {end}: {updates} with new or changed rows, {deletes} with deleted rows",
            start=step.from_release,
            end=step.to_release,
            updates=ngettext("{count} file", "{count} files", len(step.update_files)),
            deletes=ngettext("{count} file", "{count} files", len(step.delete_files)),
        )
        for step in found.diffs
    ]
    head = ngettext("{count} step:", "{count} steps, to be applied in this order:", len(lines))
    return "\n".join([head, *lines])
