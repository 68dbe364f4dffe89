"""The copies of a paper in the detail pane: what each is, why it stands there, what became of it, what one can do."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Copy, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.reference_lists.line_outcome import line_outcome
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.open_access.candidates import EUROPE_PMC, LANDING_PAGE, Preference
from scholar_desktop.services.open_access.get_pdf import CLOSED as CLOSED_REASON
from scholar_desktop.services.open_access.shown_copies import ShownCopy, shown_copies, untried_copies
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.copy_row import CopyActions, CopyState, copy_row, copy_state
from scholar_desktop.ui.open_access.pdf_button import pdf_note
from scholar_desktop.ui.reference_lists.review_rows import outcome_words
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.words import access_words
from tests.support.drawn_pdfs import draw_paper
from tests.support.window_driver import Driver, recorded, window_on
from tests.ui.window.test_accessibility import problems

FIVE_COPIES = "10.1038/s42256-024-00832-8"
LOOKED_UP = "10.1101/2020.03.03.974980"
CLOSED = "10.1093/mind/lix.236.433"
NOTHING = CopyActions(lambda _copy: None, lambda _url: None, lambda _text: None, lambda _copy: None)


async def opened(driver: Driver, identifier: str) -> None:
    await driver.search(identifier)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


def rows(driver: Driver) -> list[QWidget]:
    layout = driver.widget("copiesView").layout()
    return [layout.itemAt(place).widget() for place in range(layout.count())]


def said(driver: Driver) -> list[str]:
    return [row.accessibleName() for row in rows(driver)]


def press(row: QWidget, name: str) -> None:
    button = row.findChild(Button, name)
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def ended(driver: Driver) -> Any:
    downloads = driver.program.services.downloads
    await driver.until(lambda: all(item.state is DownloadState.DONE for item in downloads.items()))
    await driver.idle()
    return downloads.items()[0]


async def test_a_row_says_host_version_licence_and_why_it_stands_there_and_the_badge_explains_itself_by_keyboard(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, FIVE_COPIES)
        first, *_, last = said(driver)
        for words in ("nature.com", "published version", "CC BY: read, share, adapt", "1. Direct link"):
            assert words in first
        for words in (
            "arxiv.org",
            "before peer review",
            "licence not stated: free to read, no permission to share",
            "from its arXiv ID",
        ):
            assert words in last
        badge = driver.widget("accessBadge")
        badge.setFocus()
        driver.press(Qt.Key.Key_Return, "accessBadge")
        panel = driver.widget("accessPanel")
        assert panel.isVisible()
        assert problems(driver.window) == []
        assert "under a licence" in panel.accessibleName()
        assert panel.isAncestorOf(driver.window.focusWidget())
        driver.press(Qt.Key.Key_Escape, "accessPanel")
        assert not panel.isVisible()
        assert driver.window.focusWidget() is badge


async def test_this_one_is_got_and_no_other_and_the_file_says_where_it_came_from(demo, tmp_path):
    folders: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_path", folders)) as driver:
        await opened(driver, FIVE_COPIES)
        press(rows(driver)[-1], "getCopyButton")
        item = await ended(driver)
        assert [(one.source, one.outcome) for one in item.attempts] == [("arxiv", "saved")]
        assert "In library" in said(driver)[-1]
        driver.click("thisFileButton")
        kept = (await driver.program.services.library.find(FIVE_COPIES)).files[0]
        assert (kept.source, kept.version) == ("arxiv", "submittedVersion")
        view = driver.widget("thisFileView")
        for wanted in (kept.sha256, kept.source_url):
            button = next(one for one in view.findChildren(Button) if wanted in one.accessibleName())
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert QGuiApplication.clipboard().text() == wanted
        QTest.mouseClick(view.findChild(Button, "showInFolderButton"), Qt.MouseButton.LeftButton)
        assert folders == [kept.path.rpartition("/")[0]]


async def test_a_button_of_a_copy_keeps_the_focus_when_the_copies_are_shown_anew(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, FIVE_COPIES)
        driver.window.activateWindow()
        before = rows(driver)[-1].findChild(Button, "openCopyButton")
        before.setFocus()
        driver.trigger("paper.get_pdf")
        await ended(driver)
        now = rows(driver)[-1].findChild(Button, "openCopyButton")
        assert now is not before
        assert driver.window.focusWidget() is now


async def test_what_was_tried_is_said_at_the_copy_with_its_time_also_at_one_that_a_look_up_led_to(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "10.1098/rspa.2020.0003")
        driver.trigger("paper.get_pdf")
        item = await ended(driver)
        assert item.attempts[0].at
        assert "Needs a browser" in said(driver)[0]
        assert "Tried" in said(driver)[0]
        await opened(driver, "10.1101/2020.06.04.135087")
        driver.trigger("paper.get_pdf")
        await ended(driver)
        words = next(text for text in said(driver) if "europepmc.org" in text)
        assert "In library" in words
        assert "CC BY-NC-ND" in words


async def test_the_order_is_a_choice_that_is_kept(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, FIVE_COPIES)
        chip = driver.widget("copyOrderButton")
        menu = chip.menu_of_choices()
        next(action for action in menu.actions() if action.text() == "Only with a licence").trigger()
        await driver.idle()
        assert driver.program.services.settings_editor.current.copy_order == "licensed"
        assert [words for words in said(driver) if "Not tried" in words]
        assert "Not tried" not in said(driver)[0]
        menu.close()


async def test_look_ups_are_asked_when_the_person_wants_more_copies(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, LOOKED_UP)
        assert not [host for host in demo.stats()["hosts"] if "biorxiv" in host or "ebi.ac.uk" in host]
        before = len(said(driver))
        button = driver.widget("moreCopiesButton")
        assert button.content.text == "Find more open copies"
        driver.click("moreCopiesButton")
        await driver.idle()
        assert len(said(driver)) > before
        assert button.isHidden()
        driver.trigger("paper.get_pdf")
        await ended(driver)
        hosts = demo.stats()["hosts"]
        assert hosts.get("api.biorxiv.org") == 1, "what was told is not asked again"


async def test_a_link_of_ones_own_is_got_and_remembered_until_it_is_forgotten_and_what_is_no_address_is_not_taken(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, CLOSED)
        driver.type("not an address", "ownLinkEdit")
        driver.press(Qt.Key.Key_Return, "ownLinkEdit")
        await driver.idle()
        assert driver.program.services.downloads.items() == ()
        assert driver.widget("ownLinkEdit").text() == "not an address"
        driver.type(f"people.example.edu/{CLOSED}.pdf", "ownLinkEdit")
        driver.press(Qt.Key.Key_Return, "ownLinkEdit")
        item = await ended(driver)
        assert [(one.source, one.outcome) for one in item.attempts] == [("user", "saved")]
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, CLOSED)
        assert "Your link" in said(driver)[0]
        press(rows(driver)[0], "forgetLinkButton")
        await driver.idle()
        assert not any("Your link" in words for words in said(driver))


def test_a_copy_under_embargo_says_until_when_and_cannot_be_got(qapp):
    location = {"url": "https://repo.org/x", "host_type": "repository", "version": "acceptedVersion"}
    fields = {
        "oa_locations": [location | {"url": "https://open.org/x", "oa_date": "2019-05-06"}],
        "oa_locations_embargoed": [location | {"oa_date": "2027-01-31"}, location | {"url": "https://b.org/y"}],
    }
    open_copy = Copy(url="https://open.org/x", pdf_url="https://open.org/x", host="open.org", source="unpaywall")
    paper = Paper(
        "A title",
        Ids(doi="10.1/x"),
        oa=OpenAccess(copies=(open_copy,)),
        facts=(Facts("unpaywall", "2026-11-20T00:00:00Z", fields),),
    )
    theme = Theme(qapp)
    shown = shown_copies(paper, Preference.QUICKEST)
    made = [copy_row(theme, one, CopyState(), NOTHING, gettable="") for one in shown]
    words = [row.accessibleName() for row in made]
    assert "under embargo until 31 Jan 2027" in words[1]
    assert "end date unknown" in words[2]
    assert not any("2019" in text for text in words), "oa_date of an open copy is the day of publication"
    assert made[0].findChild(Button, "getCopyButton") is not None
    assert made[1].findChild(Button, "getCopyButton") is None
    for row in made:
        row.deleteLater()


def test_a_copy_that_redirects_names_the_host_that_answered(qapp):
    url = "https://aclweb.org/anthology/N18-1202.pdf"
    copy = Copy(url=url, pdf_url=url, host="aclweb.org", source="unpaywall")
    paper = Paper("A title", Ids(doi="10.1/x"), oa=OpenAccess(copies=(copy,)))
    final = "https://www.aclanthology.org/N18-1202.pdf"
    reason = "Saved from aclanthology.org."
    attempt = Attempt(url, "unpaywall", Outcome.SAVED, final_url=final, reason=reason)
    item = DownloadItem("k", "10.1/x", paper, DownloadState.DONE, (copy,), attempts=(attempt,), reason=reason)
    item = msgspec.structs.replace(item, outcome=ItemOutcome.SAVED)
    file = KeptFile("a.pdf", "/a.pdf", "0", 1, source_url=url)
    kept = KeptPaper("p", paper, files=(file,))
    (listed,) = shown_copies(paper, Preference.QUICKEST)
    for status in (PaperStatus(download=item), PaperStatus(kept, item)):
        row = copy_row(Theme(qapp), listed, copy_state(copy, status), NOTHING, gettable="")
        assert ", aclweb.org, Redirected to aclanthology.org, " in row.accessibleName()
        assert "Redirected to aclanthology.org" in [one.text() for one in row.findChildren(QLabel)]
        row.deleteLater()
    words = outcome_words(line_outcome(item, kept))
    assert (words["copy"], words["reason"]) == ("aclanthology.org", reason)
    row = copy_row(Theme(qapp), listed, copy_state(copy, PaperStatus(kept)), NOTHING, gettable="")
    assert ", aclweb.org, " in row.accessibleName(), "which host answered is not known any more"
    row.deleteLater()


def test_a_page_that_was_tried_does_not_say_that_it_was_not_looked_up(qapp):
    lookup = Copy("https://www.ebi.ac.uk/europepmc/x", host="ebi.ac.uk", source=EUROPE_PMC)
    listed = ShownCopy(lookup, None, "Lookup", is_lookup_only=True)
    for state, is_said in ((CopyState(), True), (CopyState("Unavailable", "warn", "Tried on 24 Nov 2026."), False)):
        row = copy_row(Theme(qapp), listed, state, NOTHING, gettable="")
        assert ("not looked up yet" in row.accessibleName()) is is_said
        assert ("not looked up yet" in [one.text() for one in row.findChildren(QLabel)]) is is_said
        row.deleteLater()


def test_a_copy_that_was_known_when_another_was_saved_says_that_it_was_not_tried(qapp):
    def known(host: str, **more: str) -> Copy:
        return Copy(**({"url": f"https://{host}/a.pdf", "host": host, "source": "unpaywall"} | more))  # type: ignore[arg-type]

    lookup = Copy("https://www.ebi.ac.uk/europepmc/x", host="ebi.ac.uk", source=EUROPE_PMC)
    copies = (known("lost.org"), known("good.org"), known("later.org"), lookup)
    lost, good = Attempt(copies[0].url, "unpaywall", Outcome.UNAVAILABLE), Attempt(copies[1].url, "s2", Outcome.SAVED)
    done = DownloadItem(
        "k", "10.1/x", None, DownloadState.DONE, copies, attempts=(lost, good), outcome=ItemOutcome.SAVED
    )
    assert untried_copies(done) == (copies[2],), "a lookup is not a copy"
    state = copy_state(copies[2], PaperStatus(download=done))
    assert (state.words, state.explanation) == ("Not tried", "Another copy was saved first.")
    assert copy_state(lookup, PaperStatus(download=done)) == CopyState()
    link = Attempt("https://good.org/view/1.pdf", LANDING_PAGE, Outcome.SAVED)
    by_link = msgspec.structs.replace(done, attempts=(lost, link))
    assert untried_copies(by_link) == (copies[2],), "the link was on the page of the second copy"
    late = msgspec.structs.replace(done, attempts=(good,), late_urls=(copies[0].url,))
    assert untried_copies(late) == (copies[0], copies[2]), "it was to be tried after the others"
    failed = msgspec.structs.replace(done, attempts=(lost,), outcome=ItemOutcome.UNAVAILABLE)
    assert untried_copies(failed) == (), "all were tried, and a lookup that finds nothing is no attempt"
    assert untried_copies(msgspec.structs.replace(done, state=DownloadState.WAITING)) == ()


def test_a_copy_whose_address_followed_from_an_identifier_and_had_no_file_says_so(qapp):
    copy = Copy("https://aclanthology.org/D19-1.pdf", host="aclanthology.org", host_type="publisher", source="acl")
    reason = Message("{host} no longer has the file ({status}).", host="aclanthology.org", status=404)
    asked = Lookup("https://www.aclanthology.org/D19-1.pdf", "acl", 0, reason, "2026-11-27T07:03:47Z")
    of_service = Lookup("", "unpaywall", 0, Message("{service} has no record of this paper.", service="Unpaywall"))
    paper = Paper("A", Ids(doi="10.1/x"), oa=OpenAccess(is_oa=False, status="closed"))
    ended = DownloadItem(
        "k",
        "10.1/x",
        paper,
        DownloadState.DONE,
        (copy,),
        lookups=(of_service, asked),
        outcome=ItemOutcome.CLOSED,
        reason=CLOSED_REASON,
    )
    mark = PaperStatus(download=ended)
    state = copy_state(copy, mark)
    assert (state.words, state.tone) == ("Not found", "warn")
    assert state.explanation.startswith("aclanthology.org no longer has the file (404). Tried on ")
    row = copy_row(Theme(qapp), ShownCopy(copy, 1, "Direct link"), state, NOTHING, gettable="")
    assert "no longer has the file (404)" in row.accessibleName()
    row.deleteLater()
    note = pdf_note(mark)
    assert note is not None
    assert note.lead == "Not open access."
    assert note.text.startswith("No open copy could be downloaded."), "the list below has a copy"
    note = pdf_note(PaperStatus(download=msgspec.structs.replace(ended, lookups=(of_service,), copies=())))
    assert note is not None
    assert note.text.startswith("No open copy found.")
    page = Copy("https://www.ebi.ac.uk/europepmc/x", host="ebi.ac.uk", source=EUROPE_PMC)
    named = msgspec.structs.replace(ended, lookups=(Lookup(page.url, EUROPE_PMC, 0, reason),))
    assert copy_state(page, PaperStatus(download=named)) == CopyState(), "a page is no copy"


def test_licences_are_said_in_words():
    for name, words in {
        "cc-by": "CC BY: read, share, adapt, use commercially; credit the authors",
        "cc-by-nc-nd-4.0": "CC BY-NC-ND 4.0: read, share; no changes; not commercially; credit the authors",
        "CCBYSA": "CC BY-SA: read, share, adapt under the same licence, use commercially; credit the authors",
        "cc0": "CC0: read, share, adapt, use commercially; no conditions",
        "pd": "public domain: read, share, adapt, use commercially; no conditions",
        "implied-oa": "no stated licence: open access; free to read",
        "publisher-specific, author manuscript: https://x.org": "the publisher's own terms",
        None: "licence not stated: free to read, no permission to share",
    }.items():
        assert words in access_words.licence_line(name)


def test_each_colour_says_what_it_is_and_allows():
    for status in ("gold", "hybrid", "bronze", "green", "closed"):
        paper = Paper("A title", oa=msgspec.structs.replace(OpenAccess(), status=status, is_oa=status != "closed"))
        assert access_words.access_colour(paper) == status
        assert all(access_words.COLOURS[status])


async def test_a_paper_that_a_service_calls_closed_is_not_plainly_closed_beside_a_copy(demo, tmp_path):
    """The copy follows from the DOI, which is one of the ACL Anthology."""
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "10.18653/v1/d19-5724")
        assert len(rows(driver)) == 1
        badge = driver.widget("accessBadge")
        assert badge.content.text == "Closed according to Unpaywall"
        await opened(driver, FIVE_COPIES)
        assert badge.content.text == "Hybrid OA"


async def test_a_page_that_was_tried_in_vain_is_not_counted_as_a_copy(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([Paper("Working memory", Ids(doi="10.5555/not.known.1"))])
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.get_pdf")
        downloads = driver.program.services.downloads
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        await driver.idle()
        rows = [one.text() for one in driver.widget("copiesView").findChildren(QLabel) if one.isVisible()]
        assert rows[:3] == ["Web page", "doi.org", "Not found"]
        titles = [one.whole_text() for one in driver.widget("detailPane").findChildren(ElidedLabel) if one.isVisible()]
        assert "Open-access copies" in titles


@pytest.mark.parametrize("language", [None, "de"])
async def test_a_paper_of_the_library_without_a_pdf_can_get_one_of_the_user_beside_the_box_for_a_link(
    demo, tmp_path, language
):
    async with window_on(demo, tmp_path, language=language) as driver:
        await opened(driver, LOOKED_UP)
        edit, attach = driver.widget("ownLinkEdit"), driver.widget("attachPdfButton")
        assert not attach.isVisible(), "the paper is not in the library"
        height = edit.parentWidget().height()
        driver.trigger("paper.add")
        await driver.idle()
        assert attach.isVisible()
        assert edit.parentWidget().height() == height
        shown = edit.width() - 2 * (edit.fontMetrics().horizontalAdvance("x") + 2)
        assert edit.fontMetrics().horizontalAdvance(edit.placeholderText()) <= shown, "it is cut"
        driver.type("https://example.org/a.pdf", "ownLinkEdit")
        assert (attach.isVisible(), driver.widget("addLinkButton").isVisible()) == (False, True)
        edit.clear()
        driver.click("attachPdfButton")
        await driver.idle()
        (dialog,) = driver.window.findChildren(QFileDialog)
        assert dialog.isVisible()
        dialog.reject()
        await driver.idle()
        file = tmp_path / "mine.pdf"
        paper = driver.window.context.now.paper
        file.write_bytes(draw_paper(paper.title, [author.name for author in paper.authors][:3]))
        await driver.program.services.pdf_import.attach(paper, file, insist=True)
        await driver.idle()
        assert not attach.isVisible(), "the paper has a PDF"


def test_a_copy_that_is_the_pdf_that_the_user_attached_is_in_the_library():
    copy = Copy("https://a.example/1.pdf", pdf_url="https://a.example/1.pdf")
    attempt = Attempt(copy.url, "unpaywall", Outcome.SAVED, sha256="ab", at="2026-11-22T10:00:00Z")
    paper = Paper("A paper", Ids(doi="10.1234/1"))
    item = DownloadItem(
        "key", "10.1234/1", paper, state=DownloadState.DONE, outcome=ItemOutcome.SAVED, attempts=(attempt,)
    )
    own = KeptPaper("one", paper, (KeptFile("mine.pdf", "/mine.pdf", "ab", 10),))
    state = copy_state(copy, PaperStatus(own, item))
    assert (state.words, state.is_kept) == ("In library", True)
    other = KeptPaper("one", paper, (KeptFile("mine.pdf", "/mine.pdf", "cd", 10),))
    assert copy_state(copy, PaperStatus(other, item)).words == "Not in library"
