"""The box for the template of citation keys: shows the key of an example while it is typed, and saves the template."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.services.exchange.entry_export import example_key
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.label import label, set_tone, sign_label

EXAMPLE = "auth.lower + year + shorttitle(1,0)"  # not translated: a template
# not translated: names in a template
PARTS = "auth, auth(3), authors(2), authEtAl, edtr, year, shortyear, title, shorttitle(1,0), journal, firstpage, type"
ENDINGS = ".lower, .upper, .capitalize, .abbr, .condense(_)"  # not translated: names in a template


class CitationKeyBox(QWidget):
    """A line edit with the key of an example paper, or what is wrong with the template, below it.

    *write* is called when typing is finished, with a template that can be read, or an empty text for that of the
    program. *keep* is called with a text that cannot be read, which is shown again after a restart (*unreadable*), and
    with None when there is none any more.
    """

    def __init__(
        self,
        theme: Theme,
        template: str | None,
        title: str,
        write: Callable[[str], None],
        keep: Callable[[str | None], None],
        unreadable: str | None,
    ) -> None:
        super().__init__()
        self._keep = keep
        self._theme = theme
        self._write = write
        self._saved = template or ""
        self.box = QLineEdit(unreadable or self._saved)
        self.box.setObjectName("citationKeyTemplateEdit")
        self.box.setAccessibleName(title)
        self.box.setPlaceholderText(EXAMPLE)
        self._sign = sign_label()
        self._verdict = label("", "small", "muted", wrap=True)
        self._verdict.setObjectName("citationKeyExample")
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        line.addWidget(self._sign)
        line.addWidget(self._verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addStretch(1)
        column.addWidget(self.box)
        column.addLayout(line)
        words = gettext(
            "Parts, joined by +: {parts}. Each may be followed by {endings}. Between parts, || takes the first that is "
            "not empty.",
            parts=PARTS,
            endings=ENDINGS,
        )
        numbers = gettext(
            "{part}: the number of words of the title, and how many of them begin with a capital letter.",
            part="shorttitle(1,0)",  # not translated: a name in a template
        )
        words = f"{words} {numbers}"
        syntax = label(words, "small", "muted", wrap=True)
        syntax.setObjectName("citationKeySyntax")
        self.box.setAccessibleDescription(words)
        column.addWidget(syntax)
        column.addStretch(1)
        self.setFocusProxy(self.box)
        self.box.textChanged.connect(self._judge)
        self.box.editingFinished.connect(self._take)
        theme.changed.connect(self._judge)
        self._judge()

    def _judge(self) -> bool:
        """Show what the template makes. Returns False if it cannot be read."""
        text = self.box.text()
        try:
            key = example_key(text)
        except ScholarError as error:
            self._sign.setPixmap(self._theme.pixmap("warning", "warn", 14))
            self._sign.show()
            set_tone(self._verdict, "warn")
            used = gettext("Until then, new papers have keys such as {key}.", key=self._key_in_use())
            self._verdict.setText(" ".join(filter(None, (shown(error.message), shown(error.hint or ""), used))))
            self._keep(text)
            return False
        self._keep(None)
        self._sign.hide()
        set_tone(self._verdict, "muted")
        self._verdict.setText(gettext("Key of “Attention Is All You Need”: {key}", key=key))
        return True

    def _key_in_use(self) -> str:
        """Return the key of the example by the saved template, which config.toml may have with a mistake, too."""
        try:
            return example_key(self._saved)
        except ScholarError:
            return example_key("")

    def _take(self) -> None:
        text = self.box.text().strip()
        if text == self._saved:
            return
        if self._judge():
            self._saved = text
            self._write(text)
        else:
            announce(self._verdict, self._verdict.text())
