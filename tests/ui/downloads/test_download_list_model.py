"""The rows of the download queue: what each says, and that a change moves only what moves."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from msgspec import structs
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup, Outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.paper import Author, Copy, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.open_access.candidates import LANDING_PAGE
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.downloads import download_delegate, download_list_model
from scholar_desktop.ui.downloads.download_delegate import layout_download, row_height
from scholar_desktop.ui.downloads.download_list_model import DownloadListModel, download_row
from scholar_desktop.ui.open_access.attempts import AttemptsPane
from scholar_desktop.ui.open_access.pdf_button import pdf_button, running_words
from scholar_desktop.ui.rows.row_layout import cut_texts, find
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words import access_words

NO_OPENING = (lambda _paper, _address: None, lambda _path: None)


def item(key: str, state: DownloadState = DownloadState.WAITING, **more: object) -> DownloadItem:
    return DownloadItem(**{"key": key, "asked_as": f"10.5555/{key}", "paper": None, "state": state, **more})  # type: ignore[arg-type]


def keys(model: DownloadListModel) -> list[str]:
    return [model.item(row).key for row in range(model.count())]


def test_a_row_that_ends_moves_alone_and_the_model_is_not_laid_anew(qapp):
    model = DownloadListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    items = {str(number): item(str(number)) for number in range(1000)}
    model.show(tuple(items.values()))
    resets, moves = QSignalSpy(model.modelReset), QSignalSpy(model.rowsMoved)
    items["0"] = item("0", DownloadState.RUNNING)
    model.show(tuple(items.values()))
    items["0"] = item("0", DownloadState.DONE, outcome=ItemOutcome.SAVED, ended="2026-11-20T10:00:00Z")
    model.show(tuple(items.values()))
    assert keys(model) == [*map(str, range(1, 1000)), "0"]
    assert (resets.count(), moves.count() <= 2) == (0, True)


def test_any_change_of_the_queue_leaves_the_rows_as_they_should_stand(qapp):
    dice = random.Random(1)
    model = DownloadListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    order: list[DownloadItem] = []
    for step in range(150):
        match dice.randrange(4):
            case 0:
                order += [item(f"{step}-{number}") for number in range(dice.randrange(4))]
            case 1 if order:
                del order[dice.randrange(len(order))]
            case 2:
                dice.shuffle(order)
            case _ if order:
                number = dice.randrange(len(order))
                states = {"state": dice.choice(list(DownloadState)), "ended": str(step)}
                order[number] = item(order[number].key, **states)
        model.show(order)
        under_way = [one for one in order if one.state is not DownloadState.DONE]
        under_way.sort(key=lambda one: one.state is not DownloadState.RUNNING)
        ended = sorted(
            (one for one in order if one.state is DownloadState.DONE), key=lambda one: one.ended, reverse=True
        )
        assert keys(model) == [one.key for one in (*under_way, *ended)]


def test_a_running_row_says_copy_host_rate_amount_and_time_left():
    copies = (Copy("https://a.org/x"), Copy("https://arxiv.org/pdf/1", host="arxiv.org"))
    row = download_row(
        item("a", DownloadState.RUNNING, copies=copies, current=1, received=1_400_000, size=2_200_000, rate=200_000.0)
    )
    assert row.says == "Copy 2 of 2 · arxiv.org · 200.0 kB/s"
    assert (row.amount, row.left, row.toggle) == ("1.4 of 2.2 MB", "0:04 left", "pause")
    assert download_row(item("a", reason="1 at a time from arxiv.org")).says == "Waiting: 1 at a time from arxiv.org"
    assert download_row(item("a", DownloadState.PAUSED)).toggle == "play"


def test_a_record_says_which_file_comes_and_how_many_are_kept():
    files = (
        DownloadFile("a.csv", size=10, received=10, outcome=ItemOutcome.SAVED),
        DownloadFile("b.csv", size=3_000_000, received=1_000_000),
    )
    row = download_row(
        item("a", DownloadState.RUNNING, wanted=(), files=files, received=1_000_010, size=3_000_010, rate=1e6)
    )
    assert row.says == "b.csv · 1.0 MB/s"
    assert row.byline == "1 of 2 files"
    assert row.amount == "1.0 of 3.0 MB"


def test_a_saved_row_names_the_host_that_sent_the_file_and_not_the_one_that_led_to_it():
    led = Attempt("https://www.aclweb.org/1", "unpaywall", Outcome.SAVED, final_url="https://aclanthology.org/1.pdf")
    for attempt, host in ((led, "aclanthology.org"), (Attempt("https://a.org/1", "s2", Outcome.SAVED), "a.org")):
        row = download_row(item("a", DownloadState.DONE, outcome=ItemOutcome.SAVED, attempts=(attempt,)))
        assert row.says == f"Saved from {host}"


def test_a_whole_file_has_one_size_and_its_copy_is_not_called_not_tried(qapp):
    copies = (Copy("https://arxiv.org/pdf/1", host="arxiv.org"), Copy("https://a.org/x", host="a.org"))
    paused = item("a", DownloadState.PAUSED, copies=copies, current=0, received=121_500, size=121_500)
    assert download_row(paused).amount == "121.5 kB"
    pane = AttemptsPane(Theme(qapp, "light"), *NO_OPENING)
    pane.show_item(paused)
    words = [one.text() for one in pane.widget().findChildren(QLabel) if one.text()]
    assert words[-4:] == ["Paused", "arxiv.org", "Not tried yet (1)", "a.org"]


def test_the_attempts_name_both_hosts_of_a_redirect_and_the_copies_that_were_not_tried(qapp):
    copies = (Copy("https://www.aclweb.org/1", host="aclweb.org"), Copy("https://a.org/x", host="a.org"))
    led = Attempt(copies[0].url, "unpaywall", Outcome.SAVED, final_url="https://aclanthology.org/1.pdf")
    pane = AttemptsPane(Theme(qapp, "light"), *NO_OPENING)

    def words(attempt: Attempt) -> list[str]:
        done = item("a", DownloadState.DONE, outcome=ItemOutcome.SAVED, copies=copies, attempts=(attempt,))
        pane.show_item(done)
        return [one.text() for one in pane.widget().findChildren(QLabel) if one.text()]

    assert "1. aclweb.org, redirected to aclanthology.org" in words(led)
    assert words(led)[-3:] == ["Not tried (1)", "Another copy was saved first.", "a.org"]
    assert "1. aclweb.org" in words(structs.replace(led, final_url="https://aclweb.org/1.pdf")), "not a redirect"


def test_what_was_asked_for_addresses_is_among_the_attempts_and_no_longer_called_not_tried(qapp):
    copies = (
        Copy("https://a.org/1.pdf", pdf_url="https://a.org/1.pdf", landing_url="https://doi.org/10.1/x", host="a.org"),
        Copy("https://ebi.ac.uk/search?x", host="ebi.ac.uk"),
    )
    stalled = Attempt(copies[0].url, "unpaywall", Outcome.TIMEOUT, reason="Slow.", at="2026-11-23T09:00:00Z")
    page = Attempt("https://doi.org/10.1/x", "landing", Outcome.HTML_NOT_PDF, reason="No.", at="2026-11-23T09:02:00Z")
    lookup = Lookup("https://ebi.ac.uk/search?x", "europepmc", 0, "ebi.ac.uk lists no PDF.", "2026-11-23T09:01:00Z")
    again = Lookup(stalled.url, "unpaywall", 1, "a.org names 1 address to try.", "2026-11-23T09:01:30Z")
    tried = item("a", DownloadState.RUNNING, copies=copies, attempts=(stalled, page))
    theme = Theme(qapp, "light")
    pane = AttemptsPane(theme, *NO_OPENING)
    pane.show_item(tried)
    pane.show_item(structs.replace(tried, lookups=(lookup, again)))
    words = [one.text() for one in pane.widget().findChildren(QLabel) if one.text()]
    assert "Attempts (3)" in words
    assert [one for one in words if one[0].isdigit()] == [
        "1. a.org",
        "2. ebi.ac.uk · web page of the paper",
        "3. doi.org · web page of the copy at a.org",
    ]
    assert not any("Not tried yet" in one for one in words)
    reasons = {one.accessibleName() for one in pane.widget().findChildren(Prose)}
    assert reasons >= {"Slow.", "ebi.ac.uk lists no PDF.", "No."}
    found = structs.replace(lookup, found=2)
    for one, icon in ((lookup, "minus"), (found, "chevron-right")):
        pane.show_item(item("a", DownloadState.RUNNING, lookups=(one,)))
        signs = [each.pixmap().toImage() for each in pane.widget().findChildren(QLabel) if not each.pixmap().isNull()]
        assert theme.pixmap(icon, "muted", 14).toImage() in signs


def test_each_attempt_names_the_kind_of_its_copy_or_where_its_address_is_from(qapp):
    copies = (
        Copy("https://a.org/1", pdf_url="https://a.org/1.pdf", host="a.org", version="publishedVersion"),
        Copy("https://b.org/1", landing_url="https://b.org/page"),
    )
    urls = ("https://a.org/1.pdf", "https://b.org/page", "https://c.org/1.pdf")
    tried = tuple(Attempt(url, "europepmc", Outcome.HTML_NOT_PDF, reason="No.") for url in urls)
    pane = AttemptsPane(Theme(qapp, "light"), *NO_OPENING)
    pane.show_item(item("a", DownloadState.RUNNING, copies=copies, attempts=tried))
    words = [one.text() for one in pane.widget().findChildren(QLabel) if one.text()]
    assert [one for one in words if one[0].isdigit()] == [
        "1. a.org · published version",
        "2. b.org · from Europe PMC",
        "3. c.org · from Europe PMC",
    ]


def test_a_running_row_says_until_when_its_host_pauses_in_place_of_the_rate():
    running = item("a", DownloadState.RUNNING, copies=(Copy("https://a.org/1", host="a.org"),), current=0, rate=2e6)
    assert download_row(running).says == "Copy 1 of 1 · a.org · 2.0 MB/s"
    paused = structs.replace(running, reason="waiting until 12:05")
    assert download_row(paused).says == "Copy 1 of 1 · a.org · waiting until 12:05"


NINE = datetime(2026, 11, 23, 9, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def set_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_to(now: datetime) -> None:
        class Fixed(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return now.astimezone(tz)

        monkeypatch.setattr(download_list_model, "datetime", Fixed)
        monkeypatch.setattr(access_words, "current_timestamp", lambda: utc_timestamp(now))

    set_to(NINE)
    return set_to


def ended_for_pause(key: str, until: datetime) -> DownloadItem:
    """An item that ended because a host asked for a pause until *until*."""
    reason = Message("{host} asked for a pause until {time}: too many requests.", host="a.org", time="then")
    url = "https://a.org/1.pdf"
    attempt = Attempt(url, "s2", Outcome.RATE_LIMITED, 429, reason=reason, until=utc_timestamp(until))
    return item(key, DownloadState.DONE, outcome=ItemOutcome.TEMPORARY, attempts=(attempt,), reason=reason)


PAUSED, OVER = "a.org asked for a pause until then: too many requests.", "a.org asked for a pause, which is over."
NO_TRY = "It will not be tried again automatically."


def test_a_pause_that_a_host_asked_for_is_called_over_when_its_time_has_passed(qapp, qtbot, set_time):
    until = NINE + timedelta(minutes=5)
    ended = ended_for_pause("a", until)
    model = DownloadListModel()
    model.show([ended])
    pane = AttemptsPane(Theme(qapp, "light"), *NO_OPENING)
    model.pause_ended.connect(lambda: pane.show_item(ended))
    pane.show_item(ended)
    assert model.row(0).says == f"{PAUSED} {NO_TRY}"
    set_time(until)
    with qtbot.waitSignals([model.dataChanged, model.pause_ended]):
        model._pauses.start(0)
    assert model.row(0).says == f"{OVER} {NO_TRY}"
    assert not model._pauses.isActive()
    words = [one.accessibleName() for one in pane.widget().findChildren(Prose)]
    assert words[1:] == [OVER, NO_TRY, OVER]


def test_a_change_of_the_queue_while_a_pause_ends_does_not_leave_its_time_in_the_row(qapp, set_time):
    until = NINE + timedelta(minutes=5)
    ended, later = ended_for_pause("a", until), ended_for_pause("b", until + timedelta(minutes=5))
    model = DownloadListModel()
    spy = QSignalSpy(model.pause_ended)
    model.show([ended, later])
    assert [model.row(number).says for number in range(2)] == [f"{PAUSED} {NO_TRY}"] * 2
    model.show([ended, later])
    assert spy.count() == 0
    set_time(until)
    model.show([ended, later])  # before the timer, as another download does
    assert [model.row(number).says for number in range(2)] == [f"{OVER} {NO_TRY}", f"{PAUSED} {NO_TRY}"]
    assert spy.count() == 1
    assert model._pauses.isActive(), "for the other one"


def test_the_timer_is_for_the_next_end_of_a_pause_and_for_an_hour_at_most(qapp, set_time):
    soon, later = (ended_for_pause(key, NINE + timedelta(minutes=left)) for key, left in (("a", 5), ("b", 9)))
    model = DownloadListModel()
    for items in ([soon, later], [later, soon]):
        model.show(items)
        assert model._pauses.isActive()
        assert model._pauses.interval() == 301_000 - 250, "a second more, since times are in whole seconds"
    model.show([ended_for_pause("a", NINE + timedelta(hours=5))])
    assert model._pauses.interval() == 3_600_000
    for changes in ({"outcome": ItemOutcome.CLOSED}, {"outcome": None, "state": DownloadState.RUNNING}):
        model.show([structs.replace(soon, **changes)])
        assert not model._pauses.isActive(), "it did not end for the pause"


def test_the_states_of_all_rows_begin_at_the_same_place(qapp):
    theme = Theme(qapp, "light")
    titles = "Short", "A title of some length that goes on, and on, to the end of the line and beyond"
    copies = (Copy("https://arxiv.org/pdf/1", host="arxiv.org"),)
    states = (
        (item("a", DownloadState.DONE, outcome=ItemOutcome.SAVED), "Open in PDF app", ""),
        (item("a", DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason="No open copy found."), "Watch", ""),
        (item("a", DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason="No open copy found."), "", "watching"),
        (item("a", DownloadState.DONE, outcome=ItemOutcome.TEMPORARY, reason="a.org cannot be reached."), "", ""),
        (item("a", DownloadState.WAITING), "", ""),
        (item("a", DownloadState.PAUSED, copies=copies, current=0, received=600_000, size=1_200_000), "", ""),
        (item("a", DownloadState.RUNNING, copies=copies, current=0, received=600_000, size=1_200_000), "", ""),
    )
    for width in (720, 1000):
        places = set()
        for title in titles:
            for state, act, held in states:
                row = download_row(structs.replace(state, paper=Paper(title=title)), act=act, library_state=held)
                layout = layout_download(row, theme.px(width), theme.px(44), theme)
                says = find(layout, "says")
                assert says.text
                places.add(says.rect.left())
                others = [
                    one for one in layout if one.name in ("title", "amount", "left", "act", "toggle", "held.icon")
                ]
                text = says.rect.adjusted(0, 0, -2, 0)
                texts = [one for one in others if one.name not in ("amount", "left")]
                assert not [one.name for one in texts if one.rect.intersects(text)]
        assert len(places) == 1


@pytest.mark.parametrize("width", [600, 760])
def test_the_titles_of_all_rows_are_at_the_same_height_and_as_wide_beside_what_the_library_holds(qapp, width):
    theme = Theme(qapp, "light")
    paper = Paper(title="A title of some length that goes on, and on, to the end of the line, as far as the list goes")
    closed = item("a", DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason="No open copy found.", paper=paper)
    failed = item("a", DownloadState.DONE, outcome=ItemOutcome.TEMPORARY, reason="a.org is down.", paper=paper)
    rows = (
        download_row(closed, act="Watch"),
        download_row(closed, library_state="watching"),
        download_row(closed, library_state="in_library"),
        download_row(failed, act="Try again"),
    )
    layouts = [layout_download(row, theme.px(width), row_height(theme.type, theme.px(width)), theme) for row in rows]
    assert len({(find(one, "title").rect.y(), find(one, "title").rect.right()) for one in layouts}) == 1
    assert len({find(one, "title").text for one in layouts}) == 1
    assert len({(find(one, "byline").rect.y()) for one in layouts}) == 1
    for layout in layouts[1:3]:
        held = find(layout, "held")
        assert held.rect.top() > find(layout, "title").rect.bottom()
        assert all(
            not piece.rect.intersects(held.rect) for piece in layout if piece is not held and piece.name != "sign"
        )


@pytest.mark.parametrize("width", [700, 900, 1100])
def test_the_year_of_a_paper_is_whole_and_its_authors_are_cut(qapp, width):
    theme = Theme(qapp, "light")
    names = ("Carla Castillo", "Chadi Haddad", "Zoe Dubois", "Simon Lacoste-Julien-Nakamura of the institute")
    for count in range(5):
        for start in range(4):
            authors = tuple(Author(name) for name in (*names[start:], *names)[:count])
            paper = Paper(title="A title", authors=authors, year=2019)
            saved = item("a", DownloadState.DONE, outcome=ItemOutcome.SAVED, paper=paper)
            row = download_row(saved, act="Open in PDF app")
            layout = layout_download(row, theme.px(width), row_height(theme.type, theme.px(width)), theme)
            piece = find(layout, "byline")
            assert piece.text.endswith("2019")
            assert theme.type.metrics(SMALL).horizontalAdvance(piece.text) <= piece.rect.width()
            assert piece.text == row.byline or row.byline in cut_texts(layout)


def test_fewer_authors_are_named_before_one_is_cut(qapp):
    theme = Theme(qapp, "light")
    authors = tuple(Author(name) for name in ("Carla Castillo", "Chadi Haddad", "Zoe Dubois", "Lea Torres"))
    row = download_row(item("a", paper=Paper(title="A title", authors=authors, year=2019)))
    seen = [download_delegate.byline(row, width, theme.type) for width in range(600, 40, -4)]
    whole = ["C. Castillo, C. Haddad, Z. Dubois +1 · 2019", "C. Castillo, C. Haddad +2 · 2019", "C. Castillo +3 · 2019"]
    assert list(dict.fromkeys(seen))[:3] == whole
    assert all(words.endswith("2019") for words in seen)


def test_why_a_download_waits_is_a_sentence_beside_it(qapp):
    waiting = item("a", reason=Message("{count} at a time from {host}", count=1, host="arxiv.org"))
    pane = AttemptsPane(Theme(qapp, "light"), *NO_OPENING)
    pane.show_item(waiting)
    assert pane.findChild(Prose, "reasonNote").plain_text() == "Waiting: 1 at a time from arxiv.org."
    mark = PaperStatus(download=waiting)
    why = pdf_button(Paper(title="A"), mark, online=True, restricted="").why
    assert why == "Waiting: 1 at a time from arxiv.org. Click to see all downloads."


@pytest.mark.parametrize(("current", "words"), [(0, "Copy 1 of 2"), (1, "Copy 2 of 2"), (2, "Copy 3 of 3")])
def test_a_page_that_may_only_name_copies_is_counted_while_it_is_tried(current, words):
    """The list of the copies of the paper does not have it."""
    copies = (
        Copy("https://a.org/1.pdf", pdf_url="https://a.org/1.pdf", source=UNPAYWALL),
        Copy("https://b.org/1.pdf", pdf_url="https://b.org/1.pdf", source=UNPAYWALL),
        Copy("https://doi.org/10.5555/1", source=LANDING_PAGE),
    )
    running = item("a", DownloadState.RUNNING, copies=copies, current=current)
    assert download_row(running).says.startswith(words)
    assert running_words(running).startswith(words)


def test_the_end_of_a_pause_of_a_host_is_whole_beside_the_size_of_a_file_without_a_time_left(qapp):
    theme = Theme(qapp, "light")
    copies = tuple(Copy(f"https://doi.org/{number}", host="doi.org") for number in range(3))
    paused = structs.replace(
        item("a", DownloadState.RUNNING, copies=copies, current=2, received=122_000, size=244_000),
        paper=Paper(title="A title of some length"),
        reason="waiting until 18:45:10",
    )
    row = download_row(paused)
    for width in range(640, 1240, 10):
        layout = layout_download(row, width, row_height(theme.type, width), theme)
        says = find(layout, "says")
        assert says.text == "Copy 3 of 3 · doi.org · waiting until 18:45:10"
        assert says.rect.width() >= theme.type.metrics(SMALL).horizontalAdvance(says.text)
        others = [piece for piece in layout if piece.name in ("title", "byline", "amount", "toggle", "bar")]
        assert not [piece.name for piece in others if piece.rect.intersects(says.rect)]


@pytest.mark.parametrize("size", [100, 150])
def test_the_end_of_a_pause_is_whole_beside_a_long_name_of_a_host(qapp, size):
    theme = Theme(qapp, "light")
    theme.set_text_size(size)
    try:
        host = "institutional-repository.library.university-of-the-north.edu"
        copies = tuple(Copy(f"https://{host}/{number}", host=host) for number in range(12))
        paused = structs.replace(
            item("a", DownloadState.RUNNING, copies=copies, current=10, received=122_000, size=244_000),
            paper=Paper(title="A title of some length"),
            reason="waiting until 18:52:10",
        )
        row = download_row(paused)
        assert row.says == f"Copy 11 of 12 · {host} · waiting until 18:52:10"
        shortened = 0
        for width in range(theme.px(300), theme.px(1400), 20):
            layout = layout_download(row, width, row_height(theme.type, width), theme)
            says = find(layout, "says" if width >= theme.px(640) else "byline")
            assert "waiting until 18:52:10" in says.text, width
            if says.text != row.says and width >= theme.px(640):
                shortened += 1
                assert cut_texts(layout)[-1] == row.says, "the tooltip has all of it"
        assert shortened
    finally:
        theme.set_text_size(100)


def test_the_time_of_the_next_try_is_before_the_reason_at_each_width(qapp, set_time):
    set_time("2026-11-20T12:00:00Z")
    theme = Theme(qapp, "light")
    reason = "Downloads from institutional-repository.library.university-of-the-north.edu are paused, after 5 failures."
    failed = item("a", DownloadState.DONE, outcome=ItemOutcome.TEMPORARY, reason=reason, again="2026-11-20T13:30:00Z")
    row = download_row(structs.replace(failed, paper=Paper(title="Knapsack")), act="Try again now")
    time = row.says.removeprefix("Next try: ").removesuffix(f". {reason}")
    cut = 0
    for width in range(300, 1400, 20):
        layout = layout_download(row, width, row_height(theme.type, width), theme)
        shown = " ".join(piece.text for piece in layout if piece.name.startswith(("says", "byline")))
        assert f"Next try: {time}. Downloads from" in shown, width
        cut += "…" in shown
    assert cut


def test_a_title_that_is_cut_takes_room_from_a_state_that_goes_on_two_lines(qapp):
    theme = Theme(qapp, "light")
    theme.set_text_size(150)
    try:
        paper = Paper(title="An evaluation of titles in lists whose last words were cut although there was room")
        gone = item(
            "a", DownloadState.DONE, outcome=ItemOutcome.UNAVAILABLE, reason="arxiv.org has lost the file (404)."
        )
        row = download_row(structs.replace(gone, paper=paper), act="Try again")
        for width in (theme.px(640), theme.px(639)):
            layout = layout_download(row, width, row_height(theme.type, width), theme)
            title, act = find(layout, "title"), find(layout, "act")
            lines = [piece for piece in layout if piece.name in ("says", "says.2", "byline", "byline.2") and piece.text]
            assert " ".join(piece.text for piece in lines if "…" not in piece.text).startswith("arxiv.org has lost the")
            assert len(title.text) > 32, title.text
            assert all(not piece.rect.intersects(act.rect) for piece in layout if piece is not act)
            assert all(piece.rect.bottom() < row_height(theme.type, width) for piece in layout)
    finally:
        theme.set_text_size(100)


def test_words_beside_a_wide_button_end_before_it_in_a_narrow_list(qapp):
    theme = Theme(qapp, "light")
    theme.set_text_size(200)
    try:
        reason = "royalsocietypublishing.org requires you to sign in: open it in the browser."
        gone = item("a", DownloadState.DONE, outcome=ItemOutcome.UNAVAILABLE, reason=reason)
        row = download_row(structs.replace(gone, paper=Paper(title="Instability mechanisms")), act="Open in browser")
        for width in range(440, 600, 8):
            layout = layout_download(row, width, row_height(theme.type, width), theme)
            act = find(layout, "act")
            assert all(not piece.rect.intersects(act.rect) for piece in layout if piece is not act)
    finally:
        theme.set_text_size(100)


@pytest.mark.parametrize("act", ["", "Open in browser"])
def test_a_list_that_is_a_little_wider_does_not_cut_a_title_that_a_narrower_one_shows_whole(qapp, act):
    theme = Theme(qapp, "light")
    paper = Paper(title="IPBES Nexus Assessment: Chapter 5.3 – Options for food systems")
    reason = "The files are restricted. The owner decides who may download them."
    gone = item("a", DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason=reason)
    row = download_row(structs.replace(gone, paper=paper), act=act)
    whole = [
        width
        for width in range(440, 1600, 20)
        if find(layout_download(row, width, row_height(theme.type, width), theme), "title").text == paper.title
    ]
    assert whole == list(range(whole[0], 1600, 20))
    for width in range(720, 1600, 20):
        layout = layout_download(row, width, row_height(theme.type, width), theme)
        says = [piece for piece in layout if piece.name.startswith("says")]
        assert " ".join(piece.text for piece in says) == reason
        others = [piece for piece in layout if piece.name in ("title", "byline", "act")]
        assert not [one.name for one in others for piece in says if one.rect.intersects(piece.rect)]
        assert all(piece.rect.bottom() < row_height(theme.type, width) for piece in layout)


@pytest.mark.parametrize("act", ["", "Compare"])
def test_a_reason_that_is_cut_is_whole_in_the_tooltip_of_its_row(qapp, act):
    theme = Theme(qapp, "light")
    reason = "The PDF may be a different paper. Its title is “Unsupervised Domain Adaptation by Backpropagation”."
    gone = item("a", DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason=reason)
    row = download_row(structs.replace(gone, paper=Paper(title="Knapsack")), act=act)
    cut = 0
    for width in range(440, 1600, 20):
        layout = layout_download(row, width, row_height(theme.type, width), theme)
        shown = " ".join(piece.text for piece in layout if piece.name.startswith(("says", "byline")))
        if "…" in shown:
            cut += 1
            missing = [word for word in reason.split() if word not in shown and word not in " ".join(cut_texts(layout))]
            assert not missing, (width, missing)
    assert cut
