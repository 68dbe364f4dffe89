"""The forms in which every page is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One form of the window.

    Attributes:
        size: WxH of the window in logical pixels.
        theme, text_percent: values of the settings `theme` and `text_size`.
        language: `de`, or `xx` for the pseudo-language of the tests; with right_to_left its letters run that way, too.
        states: also draws the states of tests/pictures/states.py: long titles, one row, 10,000 rows, dead services.
        large: of these, those with 10,000 rows.
    """

    name: str
    size: str = "1440x900"
    theme: str = "light"
    text_percent: int = 100
    right_to_left: bool = False
    language: str = "en"
    states: bool = False
    large: bool = False


VARIANTS = (
    Variant("1440-light", states=True),
    Variant("1440-dark", theme="dark", large=True),
    Variant("1024-light", "1024x640", large=True),
    Variant("1024-dark", "1024x640", "dark", states=True),
    Variant("640-light", "640x640", states=True),
    Variant("640-dark", "640x640", "dark"),
    Variant("1440-contrast", theme="high-contrast"),
    Variant("1440-contrast-dark", theme="high-contrast-dark"),
    Variant("1024-contrast", "1024x640", "high-contrast"),
    Variant("1440-text-150", text_percent=150),
    Variant("1024-text-150", "1024x640", text_percent=150),
    Variant("640-text-200", "640x640", text_percent=200),
    Variant("1440-right-to-left", right_to_left=True),
    Variant("1024-right-to-left", "1024x640", right_to_left=True),
    Variant("1440-german", language="de", states=True),
    Variant("1440-german-text-150", text_percent=150, language="de"),
    Variant("1024-german", "1024x640", language="de"),
    Variant("640-german", "640x640", language="de"),
    Variant("640-german-200", "640x640", text_percent=200, language="de"),
    Variant("1024-pseudo", "1024x640", language="xx"),
    Variant("1024-pseudo-right-to-left", "1024x640", right_to_left=True, language="xx"),
)
