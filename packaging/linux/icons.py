"""Draw the program's icon in the sizes that desktops look for: `python icons.py FOLDER` fills FOLDER/hicolor."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "scholar-desktop.svg"
NAME = "scholar-desktop"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels."""


def draw(folder: Path) -> None:
    """Write the icon below *folder*, as the icon theme specification has it. Raises RuntimeError when Qt cannot."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([NAME])
    renderer = QSvgRenderer(str(SOURCE))
    if not renderer.isValid():
        raise RuntimeError(f"{SOURCE.name} is no picture that Qt can draw")
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        file = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not image.save(str(file)):
            raise RuntimeError(f"{file} could not be written")
    del application
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOURCE, scalable)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
