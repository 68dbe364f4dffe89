"""The lengths of widgets after the text size changed."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.ui.theme.rescale import rescale

MOST = QSize(16_777_215, 16_777_215)


def test_a_largest_size_that_a_layout_takes_as_none_is_not_scaled(qapp):
    """Qt warns of a largest size above its own, and a warning fails the test."""
    window = QWidget()
    layout = QVBoxLayout(window)
    free, of_layout, narrow = QWidget(), QWidget(), QWidget()
    for part in (free, of_layout, narrow):
        layout.addWidget(part)
    of_layout.setMaximumSize(524_287, 524_287)
    narrow.setMaximumSize(80, 524_287)
    for _ in range(6):
        rescale(window, 2.0)
    assert free.maximumSize() == MOST
    assert of_layout.maximumSize() == QSize(524_287, 524_287)
    assert narrow.maximumSize() == QSize(80 * 64, 524_287)
    window.deleteLater()
