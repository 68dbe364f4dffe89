"""A message that stays keeps its place while others come and go, and the focus of one that closes stays on the page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from scholar_desktop.ui.context.messages import Messages
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note import Note, Step
from tests.support.window_driver import window_on


def test_a_message_that_stays_does_not_move_while_others_come_and_go(qapp: QApplication, qtbot: Any) -> None:
    window = QWidget()
    window.resize(800, 500)
    qtbot.addWidget(window)
    area = QWidget(window)
    area.setGeometry(0, 0, 800, 500)
    messages = Messages(Theme(qapp, "light"), window)
    messages.lie_over(area)
    window.show()
    qtbot.waitExposed(window)
    restart = Step("Restart now", lambda: None)
    messages.say("restart", Note("“Language” takes effect after a restart.", steps=(restart,)))

    def place() -> QPoint:
        for _ in range(3):
            qapp.processEvents()
        button = messages._bars["restart"].button("Restart now")
        assert button is not None
        return button.mapTo(window, QPoint(0, 0))

    before = place()
    messages.say("copied", Note("Copied."), lasts_ms=60_000)
    assert place() == before
    messages.say("undo", Note("Moved 1 paper to the trash."), lasts_ms=60_000)
    assert place() == before
    messages.close_message("copied")
    assert place() == before
    for key in ("first", "second", "third"):
        messages.say(key, Note("Saved."), lasts_ms=60_000)
        assert place() == before
    assert messages.note("restart") is not None, "others that close by themselves make room"
    assert messages.note("undo") is None
    messages.say("third", Note("Not saved."))  # now it stays, too
    assert place() == before
    messages.say("fourth", Note("Saved."), lasts_ms=60_000)
    bars = sorted(messages._bars, key=lambda key: messages._bars[key].y())
    assert bars == ["fourth", "third", "restart"]
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def test_the_focus_of_a_message_that_closes_goes_to_the_rows_if_the_control_before_is_gone(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        messages, box = driver.window.messages, QLineEdit(driver.window)
        box.show()
        box.setFocus()
        messages.say("first", Note("Another one.", steps=(Step("Copy link", lambda: None),)))
        messages.say("second", Note("This one.", steps=(Step("Attach anyway", lambda: None),)))
        await driver.idle()
        button = next(one for one in messages.findChildren(Button) if one.content.text == "Attach anyway")
        button.setFocus()
        box.hide()
        messages.close_message("second")
        await driver.idle()
        assert QApplication.focusWidget() is driver.view()
