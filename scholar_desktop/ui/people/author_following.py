"""Follows an author: the button, and the news about the author that the user has not seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.alerts.followed_items import AUTHOR
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import day

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from typing import Any

    from scholar_desktop.domain.alerts.watched_items import StoredNews
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.people.author import AuthorProfile
    from scholar_desktop.services.alerts.follows import Follows
    from scholar_desktop.services.program.scheduler import Scheduler
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.automatic_checks import AutomaticChecks
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.people.author_session import AuthorSession
    from scholar_desktop.ui.theme.theme import Theme


async def follow_author(
    follows: Follows, checks: AutomaticChecks, author: AuthorProfile, papers: Sequence[Paper] | None = None
) -> None:
    """Follow *author*, and say so. Raises the library's errors.

    Args:
        papers: all papers of the author, None if they are not loaded.
    """
    await follows.follow_author(author, papers)
    lead = gettext("You follow {name}.", name=author.name)
    checks.say(lead, gettext("News shows new papers by this person."))


async def unfollow_author(follows: Follows, checks: AutomaticChecks, author: AuthorProfile) -> None:
    """Follow *author* no more; what was said about it is closed. Raises the library's errors."""
    checks.close_message()
    await follows.let_go(AUTHOR, author.id or "")


class AuthorFollowButton(QObject):
    """Knows whether the author shown is followed, and which news about them are unseen.

    news: the unseen news about the author shown. Signals: `changed`.
    """

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        checks: AutomaticChecks,
        follows: Follows,
        scheduler: Scheduler,
        session: AuthorSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._checks = checks
        self._follows = follows
        self._scheduler = scheduler
        self._session = session
        self._scope = scope.child()
        self._for: str | None = None
        self.news: tuple[StoredNews, ...] = ()
        self.button = Button(theme, ButtonKind.PRIMARY, gettext("Follow"), icon="bell")
        self.button.setObjectName("followAuthorButton")
        self.button.clicked.connect(self._on_pressed)
        follows.changed.connect(lambda _value: self._show())
        scheduler.found.connect(lambda _news: self._read())

    def show_author(self, author: AuthorProfile) -> None:
        """Show the state for the author of the page. Reads the library, sends no request."""
        if author.id != self._for:
            self._for, self.news = author.id, ()
            self._read()
        self._show()

    def since(self) -> str:
        """Return the day since which the author is followed, as '20 Nov 2026'; empty if the author is not followed."""
        row = self._follows.followed(AUTHOR, self._for or "")
        return day(row.since) if row is not None else ""

    def seen(self) -> None:
        """Mark the news about the author shown as seen."""
        news, self.news = self.news, ()
        if news:
            self._run(self._scheduler.mark_seen(news), Message("News not marked as seen"))
            self.changed.emit()

    def _read(self) -> None:
        if self._for is not None:
            self._scope.start(self._load(self._for), name="news of an author", latest="news")

    async def _load(self, key: str) -> None:
        await self._follows.load()
        try:
            news = await self._scheduler.news(AUTHOR, key=key)
        except ScholarError:
            news = ()  # the page of the library reports that it cannot be read
        self.news = tuple(one for one in news if not one.seen)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        since = self.since()
        words = gettext("Following") if since else gettext("Follow")
        name = self._session.author.name if self._session.author is not None else ""
        self.button.set_kind(ButtonKind.PLAIN if since else ButtonKind.PRIMARY)
        self.button.show_content(
            ButtonContent(words, "tick" if since else "bell", "ok" if since else None),
            name=gettext("Unfollow {name}", name=name) if since else gettext("Follow {name}", name=name),
        )
        set_tooltip(
            self.button,
            gettext("Following since {date}. Click to unfollow.", date=since)
            if since
            else gettext("See new papers by this person under News."),
        )

    def _on_pressed(self) -> None:
        author = self._session.author
        if author is None or author.id is None:
            return
        follows = self._follows
        if self.since():
            self._run(unfollow_author(follows, self._checks, author), Message("Could not unfollow this person"))
        else:
            papers = self._session.papers if self._session.is_whole else None
            self._run(follow_author(follows, self._checks, author, papers), Message("Could not follow this person"))

    def _run(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._scope.start(work, name=failed, latest="follow", on_failure=partial(self._messages.failed, failed))
