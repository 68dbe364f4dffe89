"""What is read of one page of a PDF: its image, its text with the places of the characters, and its links."""

from __future__ import annotations

from array import array

import msgspec


class PageImage(msgspec.Struct, frozen=True):
    """A rendered page as pixels. rows: width x height pixels of three bytes (red, green, blue), without padding."""

    width: int
    height: int
    rows: bytes


class PagePixels(msgspec.Struct, frozen=True):
    """A rendered page for the screen. rows: width x height pixels of four bytes (blue, green, red, unused)."""

    width: int
    height: int
    rows: bytes


class PageLink(msgspec.Struct, frozen=True):
    """A link on a page.

    box: left, top, right, bottom in points from the top left of the page; page: the page of the same file to which it
    leads, from 0, or None; url: the address to which it leads, or None.
    """

    box: tuple[float, float, float, float]
    page: int | None = None
    url: str | None = None


class PageText(msgspec.Struct, frozen=True):
    """The text of a page.

    boxes: for each character of the text its left, top, right and bottom in points from the top left of the page; all
    four are 0 for a character that is not drawn, such as a line break.
    """

    text: str = ""
    boxes: array[float] = msgspec.field(default_factory=lambda: array("f"))
    links: tuple[PageLink, ...] = ()
