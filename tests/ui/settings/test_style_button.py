"""The button with the title of the citation style in the settings."""

from __future__ import annotations

import html

import pytest

from scholar_desktop.services.papers.export import offered_styles
from tests.support.window_driver import window_on


@pytest.mark.parametrize("width", [1440, 640])
async def test_the_button_of_the_style_shows_the_end_of_its_title(demo, tmp_path, width):
    async with window_on(demo, tmp_path, size=(width, 800)) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        styles, button = offered_styles(), driver.widget("citationStyleButton")
        longest = max(styles, key=lambda one: len(styles[one]))
        name = "chicago-author-date" if width > 1000 else longest
        title = styles[name]
        await driver.program.services.settings_editor.set("citation_style", name)
        await driver.idle()
        assert button.width() <= button.parentWidget().width()
        if width > 1000:
            assert (button.text(), button.toolTip()) == (title, "")
        else:
            assert button.text() != title
            assert button.text().endswith(title[-8:])
            assert title in html.unescape(button.toolTip())
        assert button.accessibleName() == f"Citation style: {title}"
