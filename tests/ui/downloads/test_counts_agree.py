"""The head, the status bar and the results of Downloads count the same downloads."""

from __future__ import annotations

from tests.support.window_driver import Driver, window_on

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032", "10.1002/j.1538-7305.1948.tb01338.x")


def counts(driver: Driver) -> tuple[str, str, str]:
    page = driver.window.pages.page("downloads")
    bar = driver.widget("statusBar")
    return page._head.note.accessibleName(), bar._working.text(), page._report._words.accessibleName()


async def test_every_place_counts_the_same_downloads_also_those_that_are_tried_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        keys = await downloads.enqueue_ids(CLOSED)
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        downloads.retry(keys[:1])
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("app.offline")
        downloads.retry(keys[1:2])
        await downloads.enqueue_ids(("10.5555/1", "10.5555/2"))
        await driver.idle()
        await driver.until(lambda: counts(driver)[1] == "2 of 5 downloads finished")
        head, _bar, results = counts(driver)
        assert head == "2 of 5 finished, 3 waiting"
        assert "of 5 downloads saved" in results
        assert "3 still to do" in results
