"""Writes a map to a file: SVG, PNG, GraphML."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QPainter

from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.services.citations.citation_map import graphml_of
from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations.map.chart import Chart, DotKind
from scholar_desktop.ui.citations.map.picture import MapPicture

SIZE = QSize(1600, 1000)
SCALE = 2
"""Pixels of the PNG per unit, so that it can be printed."""


def write_map(picture: MapPicture, chart: Chart, path: Path) -> None:
    """Write the whole map in the format of the suffix of *path*.

    The file is written completely or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".graphml":
        kept = frozenset(
            paper.id for paper, kind in zip(chart.papers, chart.kinds, strict=True) if kind is DotKind.LIBRARY
        )
        content = graphml_of(chart.known, kept).encode()
    elif ending == ".png":
        content = _png(picture)
    else:
        content = _svg(picture)
    replace_file(path, content)


def _png(picture: MapPicture) -> bytes:
    image = QImage(SIZE * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.scale(SCALE, SCALE)
    picture.picture_of(SIZE.width(), SIZE.height(), painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def _svg(picture: MapPicture) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    content = QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
    generator.setTitle(gettext("Citation map"))
    text = gettext("Papers by year, with lines to the papers they cite. Data: Semantic Scholar.")
    generator.setDescription(text)
    painter = QPainter(generator)
    picture.picture_of(SIZE.width(), SIZE.height(), painter)
    painter.end()
    return bytes(content.data())
