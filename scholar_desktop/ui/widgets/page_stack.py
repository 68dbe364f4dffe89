"""The main area of the window: shows one page at a time, by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Pages by name. A page may be given as a function that creates it when first needed, to keep the start short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._late: set[str] = set()

    def add_page(self, name: str, page: QWidget | Callable[[], QWidget], *, on_demand: bool = False) -> None:
        """Add a page. on_demand: create it only when it is shown, not already when the window is idle."""
        if isinstance(page, QWidget):
            self._pages[name] = page
            self.addWidget(page)
        else:
            self._makers[name] = page
            if on_demand:
                self._late.add(name)

    def page(self, name: str) -> QWidget:
        """Return the page called *name*, created now if necessary.

        Raises:
            KeyError: there is no page with that name.
        """
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
        """Return the pages that are not created yet and not on demand."""
        return tuple(name for name in self._makers if name not in self._late)
