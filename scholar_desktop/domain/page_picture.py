"""The image of a rendered page."""

from __future__ import annotations

import msgspec


class PageImage(msgspec.Struct, frozen=True):
    """A rendered page as pixels. rows: width x height pixels of three bytes (red, green, blue), without padding."""

    width: int
    height: int
    rows: bytes
