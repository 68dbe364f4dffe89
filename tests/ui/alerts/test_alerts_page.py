"""News of what is watched: told quietly, got by one press, put away and brought back."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.demo.datasets.generated_releases import Sizes
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.ui.context import navigation as places
from tests.support.corpus_truth import RELEASE, CorpusTruth
from tests.support.window_driver import Driver, window_on

OPEN = "10.1038/s41579-022-00846-2"
CLOSED = Paper(title="Long COVID", ids=Ids(doi=OPEN), oa=OpenAccess(is_oa=False, status="closed"))


async def looked(driver: Driver) -> None:
    await driver.program.backend.store.add([CLOSED])
    await driver.idle()
    driver.trigger("news.look_now")
    await driver.idle()


def badge(driver: Driver) -> str:
    return driver.widget("sidebar.view.news").accessibleName()


async def test_news_are_told_in_one_line_and_a_badge_until_they_have_been_seen(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert badge(driver) == "News"
        await looked(driver)
        assert driver.window.messages.note("news").lead == "1 open copy found"
        assert badge(driver) == "News, 1"
        driver.trigger("view.news")
        await driver.idle()
        assert driver.titles("newsView") == ["Long COVID"]
        row = driver.view("newsView").model().row(0)
        assert row.below.startswith("Already open at ")
        driver.trigger("view.search")
        await driver.idle()
        assert badge(driver) == "News"


async def test_one_press_gets_the_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await looked(driver)
        driver.trigger("view.news")
        await driver.idle()
        driver.click("newsGetButton")
        await driver.idle()
        kept = await driver.program.backend.store.find(f"doi:{OPEN}")
        assert kept.pdf is not None
        driver.trigger("view.search")
        driver.trigger("view.news")
        await driver.idle()
        assert driver.state("newsView") == "empty", "its PDF has arrived"


async def test_an_open_copy_of_a_paper_that_is_in_the_downloads_is_no_news(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.program.backend.client.set_offline(True)
        keys = downloads.enqueue([CLOSED])
        downloads.pause(keys)
        driver.program.backend.client.set_offline(False)
        await looked(driver)
        driver.trigger("view.news")
        await driver.idle()
        assert driver.titles("newsView") == []
        downloads.cancel(keys)
        driver.trigger("news.look_now")
        await driver.idle()
        assert driver.titles("newsView") == ["Long COVID"]


async def test_a_row_goes_when_its_paper_is_queued_and_comes_back_if_it_is_cancelled(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await looked(driver)
        driver.trigger("view.news")
        await driver.idle()
        assert driver.titles("newsView") == ["Long COVID"]
        driver.trigger("app.offline")  # so that the download waits
        await driver.idle()
        driver.click("newsGetButton")
        await driver.until(lambda: driver.titles("newsView") == [])
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert badge(driver) == "News"
        downloads = driver.program.services.downloads
        downloads.cancel([item.key for item in downloads.items()])
        driver.trigger("view.news")
        await driver.until(lambda: driver.titles("newsView") == ["Long COVID"])


async def test_what_is_put_away_comes_back_by_undo(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await looked(driver)
        driver.trigger("view.news")
        await driver.idle()
        driver.click("newsDismissButton")
        await driver.idle()
        assert driver.state("newsView") == "empty"
        driver.window.messages.note("undo").steps[0].run()
        await driver.idle()
        assert driver.titles("newsView") == ["Long COVID"]


async def test_the_switch_is_one_here_and_in_the_settings(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.news")
        await driver.idle()
        assert not driver.widget("watchTick").isChecked()
        driver.click("watchTick")
        await driver.idle()
        assert driver.program.services.settings_editor.current.watch is True
        driver.trigger("view.settings")
        await driver.idle()
        assert driver.widget("watchSettingTick").isChecked()


async def test_what_has_nothing_to_check_takes_one_line_and_the_numbers_are_of_what_is_checked(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.news")
        await driver.idle()
        page = driver.widget("newsPage")
        switches = [one for one in page.findChildren(QAbstractButton) if "automatically" in one.text()]
        assert [one.objectName() for one in switches] == ["watchTick"]
        assert page._states.plain_text() == "Nothing to check yet."
        driver.trigger("news.look_now")
        await driver.idle()
        assert driver.window.messages.note("news").lead == "There is nothing to check."
        no_doi = Paper(title="Field notes", ids=Ids(arxiv="2001.00001"))
        await driver.program.backend.store.add([CLOSED, no_doi])
        await driver.idle()
        kinds = "Papers without PDF that Unpaywall can check"
        none = "Releases for the offline corpus · People you follow · Zenodo records you follow · Saved searches"
        driver.trigger("view.search")
        driver.trigger("view.news")
        await driver.until(lambda: f"{kinds}: 1, not yet checked for news. " in page._states.plain_text())
        driver.trigger("news.look_now")
        await driver.idle()
        others = "1 other paper without PDF cannot be checked: it has no DOI that Unpaywall covers."
        wanted = [
            f"{kinds}: 1, checked just now. {others}",
            "Preprints: 1, checked just now",
            f"Nothing to check: {none}",
        ]
        await driver.until(lambda: page._states.plain_text().splitlines() == wanted)


async def test_news_leads_to_the_people_whom_the_user_follows(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.news")
        await driver.idle()
        assert not driver.widget("newsPeopleButton").isVisible(), "there are none"
        await driver.program.services.follows.follow_author(AuthorProfile("A. Person", id="1741101"), None)
        driver.trigger("news.look_now")
        await driver.idle()
        await driver.until(lambda: driver.widget("newsPeopleButton").isVisible())
        driver.click("newsPeopleButton")
        await driver.idle()
        assert driver.window.navigation.page == places.AUTHORS


async def test_a_release_that_is_newer_than_the_corpus_is_news_once_and_opens_its_page(demo, tmp_path):
    CorpusTruth(tmp_path / "releases", Sizes(30, 60, seed=1, vectors=1, words=2000)).put_into(tmp_path / "data")
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("news.look_now")
        await driver.idle()
        driver.trigger("news.look_now")
        await driver.idle()
        driver.trigger("view.news")
        await driver.idle()
        assert driver.titles("newsView") == ["Offline corpus"]
        row = driver.view("newsView").model().row(0)
        assert row.below.startswith(f"Release 2026-08-18 is available, yours is {RELEASE}")
        driver.view("newsView").opened.emit(0)
        await driver.idle()
        assert driver.widget("corpusPage").isVisible()


async def test_papers_that_cannot_be_checked_are_named_if_there_are_no_others(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.backend.store.add([Paper(title="Field notes", ids=Ids(s2="0" * 40))])
        driver.trigger("view.news")
        states = driver.widget("newsPage")._states
        reason = "1 paper without PDF cannot be checked: it has no DOI that Unpaywall covers."
        await driver.until(lambda: states.plain_text() == f"Nothing to check yet. {reason}")
