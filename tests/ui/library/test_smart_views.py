"""Smart views: a rule with a name in the sidebar, with the number of papers that match it now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.painting import paint_now
from tests.support.window_driver import Driver, window_on


def row(driver: Driver, name: str):
    return next(one for one in driver.widget("smartViews")._buttons.values() if one.text() == name)


async def test_a_rule_with_a_name_is_a_view_with_a_live_count(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, keyboard = driver.program.services.library, Keyboard(driver)
        await library.add([a_paper("Whales", year=2001), a_paper("Seals", year=2015), a_paper("Krill", year=2020)])
        driver.trigger("view.library")
        await driver.idle()
        driver.type("year:2010-", "libraryEdit")
        await driver.idle()
        assert sorted(driver.titles("libraryView")) == ["Krill", "Seals"]
        driver.trigger("library.new_view")
        await driver.idle()
        assert keyboard.focus.objectName() == "viewNameEdit"
        assert driver.widget("viewRuleEdit").text() == "year:2010-"
        await keyboard.type("New")
        assert driver.widget("ruleField.0").currentText() == "Year"
        assert driver.widget("ruleSign.0").currentText() == "from"
        assert driver.widget("ruleValue.0").text() == "2010"
        height = driver.widget("viewPanel").height()
        condition, add = driver.widget("ruleValue.0"), driver.widget("addConditionButton")
        gap = add.mapTo(driver.window, add.rect().topLeft()).y()
        gap -= condition.mapTo(driver.window, condition.rect().bottomLeft()).y()
        assert 0 < gap < condition.height() // 2, "no empty line"
        driver.click("addConditionButton")
        assert driver.widget("viewPanel").height() > height
        assert driver.widget("addConditionButton").y() < driver.widget("viewRuleEdit").y()
        assert keyboard.focus.objectName() == "ruleField.1"
        await keyboard.type("Cita")
        await keyboard.press(Qt.Key.Key_Tab)
        await keyboard.press(Qt.Key.Key_Tab)
        await keyboard.type("12")
        assert driver.widget("viewRuleEdit").text() == "year:2010- cited:>12"
        driver.widget("ruleMatch").setFocus()
        await keyboard.type("At")
        assert driver.widget("viewRuleEdit").text() == "year:2010- OR cited:>12"
        driver.click("ruleRemove.1")
        assert driver.widget("viewRuleEdit").text() == "year:2010-"
        driver.type("year:2010- cited:>100 -tag:later title:attention", "viewRuleEdit")
        area = driver.widget("viewPanel")._area
        assert area.height() >= area.heightForWidth(area.width()), "the panel is as high as a rule that was typed needs"
        driver.type("(a OR b) year:2010-", "viewRuleEdit")
        assert not driver.widget("ruleField.0").isEnabled(), "the form cannot show this rule"
        assert not driver.widget("addConditionButton").isEnabled()
        assert driver.widget("viewRuleHint").text() == "The conditions above cannot show this rule. Change it here."
        driver.type("year:201x has:nothing", "viewRuleEdit")
        assert driver.widget("viewFault").isVisible()
        assert driver.widget("viewFault").text()
        assert not driver.widget("viewRuleHint").isVisible(), "the fault says more"
        driver.press(Qt.Key.Key_Return, "viewRuleEdit")
        await driver.idle()
        assert driver.widget("viewPanel").isVisible(), "a rule that cannot be read is not saved"
        driver.type("year:2010-", "viewRuleEdit")
        assert not driver.widget("viewFault").isVisible()
        driver.press(Qt.Key.Key_Return, "viewRuleEdit")
        await driver.idle()
        driver.type("", "libraryEdit")
        await driver.idle()
        assert driver.window.search_page.panes.library.bar.head.title.whole_text() == "New"
        assert sorted(driver.titles("libraryView")) == ["Krill", "Seals"]
        assert row(driver, "New").accessibleName() == "New, 2"
        assert row(driver, "New").isChecked()
        assert not driver.widget("sidebar.view.library").isChecked()
        driver.type("krill", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"], "the words and the rule must both hold"
        await library.add([a_paper("Plankton", year=2022)])
        await driver.idle()
        assert row(driver, "New").accessibleName() == "New, 3"

    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await driver.until(lambda: driver.widget("libraryView").isVisible())
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"], "the view of the last run, with its words"
        driver.type("", "libraryEdit")
        await driver.idle()
        assert len(driver.titles("libraryView")) == 3, "the view of the last run"
        view = driver.widget("smartViews")._views[0]
        entries = {one.text(): one for one in driver.widget("smartViews").menu_of(view).actions()}
        entries["Edit rule…"].trigger()
        driver.type("Recent", "viewNameEdit")
        driver.type("year:2021-", "viewRuleEdit")
        QTest.mouseClick(driver.widget("viewSaveButton"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.titles("libraryView") == ["Plankton"]
        assert row(driver, "Recent").isChecked()
        entries = {one.text(): one for one in driver.widget("smartViews").menu_of(view).actions()}
        view = driver.widget("smartViews")._views[0]
        {one.text(): one for one in driver.widget("smartViews").menu_of(view).actions()}["Delete smart view"].trigger()
        await driver.idle()
        assert not driver.widget("smartViews").isVisible()
        assert len(driver.titles("libraryView")) == 4
        driver.trigger("edit.undo")
        await driver.idle()
        assert row(driver, "Recent").accessibleName() == "Recent, 1"
        assert row(driver, "Recent").toolTip() == ""
        name = "Recent papers about animals of the sea"
        await library.views.put(name, "year:2021-")
        await driver.idle()
        paint_now(row(driver, name))
        assert row(driver, name).toolTip() == name


async def test_a_new_view_has_the_collection_tag_or_view_that_is_shown_as_a_condition(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        services, navigation = driver.program.services, driver.window.navigation
        library = services.library
        papers = [a_paper(f"Spindle density {number}", year=2000 + number) for number in range(4)]
        await library.add(papers)
        kept = list((await library.find_many(papers)).values())
        await services.collections.put_in(papers[:2], "Sleep essay")
        await library.tag([one.key for one in kept[1:]], "read twice", True)
        await library.star([kept[3].key], True)

        async def rule(words: str, found: int) -> str:
            driver.type(words, "libraryEdit")
            await driver.idle()
            assert len(driver.titles("libraryView")) == found
            driver.press(Qt.Key.Key_S, "libraryEdit", Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda: driver.widget("viewCount").text().startswith(f"{found} paper"))
            text = driver.widget("viewRuleEdit").text()
            driver.press(Qt.Key.Key_Escape, "viewNameEdit")
            return text

        (collection,) = await services.collections.all()
        navigation.show_collection(collection)
        await driver.idle()
        assert await rule("density", 2) == 'collection:"Sleep essay" density'
        assert driver.widget("ruleField.0").currentText() == "Collection"
        assert driver.widget("ruleValue.0").text() == "Sleep essay"
        navigation.show_tag("read twice")
        await driver.idle()
        assert await rule("density OR other", 3) == 'tag:"read twice" density OR other'
        driver.trigger("view.library_starred")
        await driver.idle()
        assert await rule("", 1) == "is:star"
        driver.trigger("view.library")
        await driver.idle()
        assert await rule("density", 4) == "density"
