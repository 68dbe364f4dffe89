"""The context menu of a row of people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu, QWidget

from scholar_desktop.domain.alerts.followed_items import AUTHOR
from scholar_desktop.translation import gettext, pgettext
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.people.author_following import follow_author, unfollow_author
from scholar_desktop.ui.people.author_head import pages_of
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.domain.people.author import AuthorProfile
    from scholar_desktop.ui.context.ui_context import UiContext


def author_menu(ui_context: UiContext, author: AuthorProfile, open_page: Callable[[], None], parent: QWidget) -> QMenu:
    """Return the menu of what can be done with *author*, to be shown with `popup`. open_page: opens the author's
    page."""
    menu = make_menu(parent)
    menu.setObjectName("authorMenu")
    add_entry(menu, pgettext("verb", "Open")).triggered.connect(lambda _checked=False: open_page())
    if author.id is not None:
        menu.addSeparator()
        is_followed = ui_context.services.follows.followed(AUTHOR, author.id) is not None
        if is_followed:
            words = gettext("Unfollow {name}", name=author.name)
        else:
            words = gettext("Follow {name}", name=author.name)
        change = partial(_change, ui_context, author, is_followed=is_followed)
        add_entry(menu, words).triggered.connect(lambda _checked=False: change())
    menu.addSeparator()
    add_entry(menu, gettext("Copy name")).triggered.connect(lambda _checked=False: _copy_name(ui_context, author))
    pages = pages_of(author)
    if pages:
        menu.addSeparator()
    for name, words, address in pages:
        entry = add_entry(menu, gettext("{page}: open in browser", page=words))
        entry.setObjectName(name)
        entry.triggered.connect(lambda _checked=False, address=address: ui_context.services.open_url(address))
    return menu


def _change(ui_context: UiContext, author: AuthorProfile, *, is_followed: bool) -> None:
    """Follow *author*, or no more."""
    follows, checks = ui_context.services.follows, automatic_checks(ui_context)
    if is_followed:
        work, failed = unfollow_author(follows, checks, author), gettext("Could not unfollow this person")
    else:
        work, failed = follow_author(follows, checks, author), gettext("Could not follow this person")
    report = partial(ui_context.messages.failed, failed)
    ui_context.scope.start(work, name="follow a person", latest="follow a person", on_failure=report)


def _copy_name(ui_context: UiContext, author: AuthorProfile) -> None:
    QApplication.clipboard().setText(author.name)
    ui_context.messages.say_copied(author.name)
