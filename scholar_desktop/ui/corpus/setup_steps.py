"""The four steps of the setup of the offline corpus, as a line of names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from scholar_desktop.translation import gettext, pgettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label, set_tone

TERMS, RULE, PLAN, DOWNLOAD = range(4)


class StepLine(QWidget):
    """The names of the four steps, the current one in bold."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=theme.px(16), line_gap=theme.px(2))
        titles = (gettext("Key and terms"), gettext("Papers"), gettext("Estimate"), pgettext("noun", "Download"))
        self._labels = [
            label(gettext("{number}. {step}", number=number, step=title)) for number, title in enumerate(titles, 1)
        ]
        for each in self._labels:
            flow.addWidget(each)
        self.setObjectName("setupSteps")

    def show_step(self, step: int) -> None:
        for number, each in enumerate(self._labels):
            each.setProperty("type", "strong" if number == step else "body")
            set_tone(each, "" if number == step else "muted")
        self.setAccessibleName(self._labels[step].text())
