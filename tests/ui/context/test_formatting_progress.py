"""The message about a long copy or export says how far it is, since when, and how long the rest takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.ui.context.formatting_progress import FormattingProgress
from scholar_desktop.ui.widgets.note import Note
from tests.support.window_driver import window_on


async def test_the_time_left_follows_the_pace_and_a_closed_message_comes_back_with_the_next_stage(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        messages, now = driver.window.messages, 100.0
        progress = FormattingProgress(messages, "exported", "Exporting…", "file-text", lambda: None, lambda: now)

        def shown() -> Note:
            note = messages.note("exported")
            assert note is not None
            assert note.renewed is not None
            assert note.lead == "Exporting…"
            return note.renewed()

        assert messages.note("exported") is None, "a short export shows no message"
        await driver.until(lambda: messages.note("exported") is not None)
        assert shown().text == "Reading the papers…"
        now += 7
        assert shown().text.startswith("Reading the papers… · since ")
        progress.show_formatted(50, 10_050)
        assert (shown().text.partition(" · since ")[0], shown().progress) == (
            "Formatted 50 of 10,050 references",
            50 / 10_050,
        )
        now += 10
        progress.show_formatted(1_050, 10_050)
        assert shown().text.startswith("Formatted 1,050 of 10,050 references · about 90 s left · since ")
        messages.close_message("exported")
        progress.show_writing()
        assert shown().text.startswith("Writing the file… · since ")
        assert shown().progress is None
        progress.end()

        stopped = FormattingProgress(messages, "copied", "Copying…", "copy", lambda: None, lambda: now)
        await driver.until(lambda: messages.note("copied") is not None)
        note = messages.note("copied")
        assert note is not None
        note.steps[0].run()
        stopped.show_formatted(50, 10_050)  # was on its way
        assert messages.note("copied") is None
