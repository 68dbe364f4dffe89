"""The main area: one page at a time, by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Pages by name. A page may be given as a function that makes it at first need, to keep the start short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._late: set[str] = set()

    def add_page(self, name: str, page: QWidget | Callable[[], QWidget], *, on_demand: bool = False) -> None:
        """on_demand: it is made when it is shown, not when the window has nothing else to do."""
        if isinstance(page, QWidget):
            self._pages[name] = page
            self.addWidget(page)
        else:
            self._makers[name] = page
            if on_demand:
                self._late.add(name)

    def page(self, name: str) -> QWidget:
        """The page called *name*, made now if it was not yet. Raises KeyError for a name that was never added."""
        if name not in self._pages:
            page = self._makers.pop(name)()
            self._pages[name] = page
            self.addWidget(page)
        return self._pages[name]

    def has(self, name: str) -> bool:
        return name in self._pages or name in self._makers

    def show_page(self, name: str) -> None:
        self.setCurrentWidget(self.page(name))

    def not_made(self) -> tuple[str, ...]:
        """The pages that nobody has asked for yet, and that are made all the same."""
        return tuple(name for name in self._makers if name not in self._late)
