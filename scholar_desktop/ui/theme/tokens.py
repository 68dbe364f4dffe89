"""Colours by meaning, for light, dark and high contrast. No colour is defined anywhere else in the program."""

from __future__ import annotations

import msgspec


class Tokens(msgspec.Struct, frozen=True):
    """The colours of one theme. Each name states the meaning of the colour, not its appearance.

    Text on any background of its own theme has a contrast of at least 4.5:1, in high contrast 7:1; `edge` at least 3:1.
    Text on a mark has the colour `text`. `contrast`: lines are as dark as text, and the selected row has a frame.
    """

    dark: bool
    bg: str
    panel: str
    sidebar: str
    chip: str
    select: str
    hover: str
    line: str
    line2: str
    track: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    link: str
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    error: str
    error_ground: str
    bronze: str
    mark: str
    plot1: str
    plot2: str
    plot3: str
    contrast: bool = False

    def colour(self, name: str) -> str:
        """Return the colour called *name*.

        Raises:
            AttributeError: *name* is not a token. A colour that a person chose (`#RRGGBB`) is returned as it is.
        """
        if name.startswith("#"):
            return name
        value: str = getattr(self, name)
        return value


LIGHT = Tokens(
    dark=False,
    bg="#ffffff",
    panel="#fafbfc",
    sidebar="#f4f5f7",
    chip="#eef0f3",
    select="#e8efff",
    hover="#f4f6f9",
    line="#e1e4e8",
    line2="#c9ced6",
    track="#e1e4e8",
    edge="#868f9b",
    text="#1c2128",
    muted="#57606a",
    accent="#2563eb",
    on_accent="#ffffff",
    link="#1d4ed8",
    ok="#166b3a",
    ok_ground="#e6f4ea",
    warn="#8a5200",
    warn_ground="#fff4dc",
    error="#b42318",
    error_ground="#fdecea",
    bronze="#8f4a1b",
    mark="#fff3bf",
    plot1="#6d8fe8",
    plot2="#57606a",
    plot3="#166b3a",
)

DARK = Tokens(
    dark=True,
    bg="#1b1e23",
    panel="#20242a",
    sidebar="#15181c",
    chip="#2a3038",
    select="#24334f",
    hover="#22262c",
    line="#2d333b",
    line2="#454d58",
    track="#2d333b",
    edge="#6f7a88",
    text="#e3e7ec",
    muted="#a3adb8",
    accent="#6ea1ff",
    on_accent="#0e1420",
    link="#8ab4ff",
    ok="#6fcf97",
    ok_ground="#1c3326",
    warn="#f0b95a",
    warn_ground="#3a2f16",
    error="#ff8f85",
    error_ground="#402322",
    bronze="#d9a07a",
    mark="#5a4a12",
    plot1="#6ea1ff",
    plot2="#6b7786",
    plot3="#6fcf97",
)

CONTRAST_LIGHT = msgspec.structs.replace(
    LIGHT,
    panel="#ffffff",
    sidebar="#ffffff",
    chip="#ffffff",
    hover="#ffffff",
    select="#d6e4ff",
    line="#000000",
    line2="#000000",
    track="#d6e4ff",
    edge="#000000",
    text="#000000",
    muted="#2f353d",
    accent="#0037b3",
    link="#0037b3",
    ok="#0b4f26",
    ok_ground="#ffffff",
    warn="#5c3700",
    warn_ground="#ffffff",
    error="#8c1209",
    error_ground="#ffffff",
    bronze="#5e2c0c",
    mark="#fff08a",
    contrast=True,
)

CONTRAST_DARK = msgspec.structs.replace(
    DARK,
    bg="#000000",
    panel="#000000",
    sidebar="#000000",
    chip="#000000",
    hover="#000000",
    select="#0b2a5c",
    line="#ffffff",
    line2="#ffffff",
    track="#0b2a5c",
    edge="#ffffff",
    text="#ffffff",
    muted="#d5dbe3",
    accent="#9cc7ff",
    on_accent="#000000",
    link="#9cc7ff",
    ok="#7ee2a8",
    ok_ground="#000000",
    warn="#ffd27a",
    warn_ground="#000000",
    error="#ffb0a8",
    error_ground="#000000",
    bronze="#ffc49a",
    mark="#5c4a00",
    contrast=True,
)

THEMES = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)


def tokens_for(*, dark: bool, contrast: bool) -> Tokens:
    """Return the tokens for these two properties."""
    return next(tokens for tokens in THEMES if (tokens.dark, tokens.contrast) == (dark, contrast))


PAPER, INK, FOUND, FOUND_NOW, CHOSEN = "#ffffff", "#1c2128", "#ffe58a", "#ffb84d", "#a8c7ff"
"""Colours of PDF pages, independent of the theme: paper, ink, a search hit, the current hit, selected text.

The backgrounds are multiplied with the page, so that its letters stay as dark as they are.
"""

TAG_COLOURS = {
    "red": "#d93d42",
    "orange": "#d9680f",
    "yellow": "#b08800",
    "green": "#2b9a66",
    "teal": "#0d8f84",
    "blue": "#3e63dd",
    "purple": "#8e4ec6",
    "pink": "#cf3897",
    "grey": "#7d8590",
}
"""The colours offered for tags, each at least 3:1 on the background of the light and the dark theme."""
