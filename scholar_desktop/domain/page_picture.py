"""A drawn page."""

from __future__ import annotations

import msgspec


class PagePicture(msgspec.Struct, frozen=True):
    """rows: width x height pixels of three bytes (red, green, blue), without gaps."""

    width: int
    height: int
    rows: bytes
