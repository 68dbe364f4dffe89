"""Following from the window: a person, a record, what is new, and the lines of a record's numbers."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt

from scholar_desktop.domain.alerts.followed_items import AUTHOR, RECORD
from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.note import Note
from tests.support.window_driver import Driver, window_on

CANTLEY = Author("L. Cantley", "1723755")


async def test_a_person_is_followed_let_go_and_found_again_under_people(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.AUTHOR, CANTLEY)
        await driver.idle()
        driver.click("followAuthorButton")
        await driver.idle()
        assert driver.widget("followAuthorButton").content.text == "Following"
        foot = driver.widget("authorSide").foot
        assert foot.plain_text().startswith("Following since ")
        driver.trigger("view.authors")
        await driver.idle()
        lines = driver.widget("authorsPage").pane.message.lines
        assert [line.name for line in lines] == ["L. Cantley"]
        lines[0].run()
        await driver.idle()
        driver.click("followAuthorButton")
        await driver.idle()
        assert driver.widget("followAuthorButton").content.text == "Follow"
        assert foot.plain_text() == "Follow to see new papers under News."


async def test_follow_says_that_automatic_checks_are_off_and_offers_to_switch_them_on(demo, tmp_path):
    def note(driver: Driver) -> Note:
        return driver.window.messages.note("watch")

    async with window_on(demo, tmp_path) as driver:
        settings = driver.program.services.settings_editor
        driver.window.navigation.open(places.AUTHOR, CANTLEY)
        await driver.idle()
        driver.click("followAuthorButton")
        await driver.idle()
        assert note(driver).lead == "You follow L. Cantley."
        assert note(driver).text == (
            "To get news about it, turn on automatic checks. They also find open copies of the papers in your library."
        )
        [step] = note(driver).steps
        assert step.title == "Check automatically"
        assert "people and records that you follow" in step.why
        step.run()
        await driver.until(lambda: settings.current.watch)
        await driver.idle()
        assert note(driver).lead == "Automatic checks are on."
        note(driver).steps[0].run()
        await driver.until(lambda: not settings.current.watch)
        driver.click("followAuthorButton")
        await driver.idle()
        assert note(driver) is None, "the message of the follow is no longer true"
        await settings.set("watch", True)
        driver.click("followAuthorButton")
        await driver.idle()
        assert (note(driver).text, note(driver).steps) == ("News shows new papers by this person.", ())


async def test_new_papers_are_told_on_the_page_of_the_person(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        follows = driver.program.services.follows
        driver.window.navigation.open(places.AUTHOR, CANTLEY)
        await driver.idle()
        driver.click("followAuthorButton")
        await driver.idle()
        row = follows.followed(AUTHOR, CANTLEY.id)
        fewer = {**row.details, "papers": 65, "known": row.details["known"][3:]}
        await follows._put(msgspec.structs.replace(row, details=fewer), "follow")
        await driver.idle()
        driver.program.services.watch.look_now(AUTHOR)
        await driver.idle()
        page = driver.widget("authorPage")
        assert page.rows.pane.bar.note.lead == "3 new papers since your last visit."
        page.rows.pane.bar.button("Dismiss").click()
        await driver.idle()
        assert page.rows.pane.bar.note is None
        assert driver.program.services.watch.unseen == 0


async def test_a_record_is_followed_and_its_numbers_are_drawn_from_the_second_day_on(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        follows = driver.program.services.follows
        await driver.search("zenodo:90000102")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click("followRecordButton")
        await driver.idle()
        assert driver.window.messages.note("watch").lead == "You follow this record."
        assert driver.window.messages.note("watch").text.startswith("To get news about it, turn on")
        assert "1,712 views, 598 downloads" in driver.widget("recordFollowNote").plain_text()
        assert not driver.widget("recordChart").isVisible()
        row = follows.followed(RECORD, "90000100")
        earlier = [
            {"at": f"2026-0{month}-05T09:00:00Z", "views": 900 + 90 * month, "downloads": 300 + month}
            for month in range(1, 6)
        ]
        details = {**row.details, "numbers": earlier}
        await follows._put(msgspec.structs.replace(row, details=details), "follow")
        await driver.idle()
        driver.click("lookAtRecordButton")
        await driver.idle()
        chart = driver.widget("recordChart")
        assert chart.isVisible()
        assert "views: 990 on 5 Jan 2026, 1,712" in chart.accessibleName()
        assert "722 views and 297 downloads more" in driver.widget("recordFollowNote").plain_text()
        driver.click("followRecordButton")
        await driver.idle()
        assert not driver.widget("lookAtRecordButton").isVisible()
