"""Line icons, recoloured from the theme, cached by name, colour and size.

Drawn icons are also in Qt's pixmap cache: a second window of the process does not draw them again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon  # not part of the start: its list of theme icons takes 1 ms to load

_PACKAGE = Path(__file__).parents[2]
_RESOURCES = (_PACKAGE / "resources", _PACKAGE.parent / "resources")  # in the wheel; in the project
_FOLDERS = tuple(folder / "icons" for folder in _RESOURCES)

MIRRORED = frozenset({"back", "forward", "chevron-right", "chevron-left", "external", "send"})
"""Icons that point in reading direction and are mirrored with it."""


def program_icon() -> QIcon:
    """Return the icon of the program, for its window and the desktop."""
    from PySide6.QtGui import QIcon

    candidates = [folder / "scholar-desktop.svg" for folder in _RESOURCES]
    return next((QIcon(str(file)) for file in candidates if file.is_file()), QIcon())


class Icons:
    """Draws the icons of `resources/icons`: 16 px boxes in the colour of the adjacent text."""

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0, *, mirrored: bool = False) -> QPixmap:
        """Return the icon *name* in *colour*, *size* logical pixels wide, for a screen with pixel ratio *ratio*.

        Raises:
            KeyError: there is no icon with that name.
        """
        flip = mirrored and name in MIRRORED
        key = (name, colour, size, ratio, flip)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._drawn_before(name, colour, size, ratio, flip)
        return found

    def icon(self, name: str, colour: str, disabled: str, size: int = 16) -> QIcon:
        """Return the icon as a QIcon, for menus; *disabled*: its colour while the action cannot run."""
        from PySide6.QtGui import QIcon

        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
            icon.addPixmap(self.pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
        return icon

    def clear(self) -> None:
        self._pixmaps.clear()

    def _drawn_before(self, name: str, colour: str, size: int, ratio: float, flip: bool) -> QPixmap:
        key = f"scholar_desktop icon {name} {colour} {size} {ratio} {flip}"  # not translated: a key of the cache
        found = QPixmap()
        if not QPixmapCache.find(key, found):
            found = self._draw(name, colour, size, ratio, flip)
            QPixmapCache.insert(key, found)
        return found

    def _draw(self, name: str, colour: str, size: int, ratio: float, flip: bool) -> QPixmap:
        renderer = QSvgRenderer(QByteArray(self._source(name).replace(b"currentColor", colour.encode())))
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        if flip:
            painter.translate(pixmap.width(), 0)
            painter.scale(-1, 1)
        renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            for folder in _FOLDERS:
                path = folder / f"{name}.svg"
                if path.is_file():
                    self._sources[name] = path.read_bytes()
                    break
            else:
                raise KeyError(f"no icon is called {name}")
        return self._sources[name]
