"""A kept answer as a row: what was asked, when, and until when the answer is good."""

from __future__ import annotations

from dataclasses import dataclass

from scholar_desktop.services.program.answer_cache import CachedAnswer
from scholar_desktop.ui.rows.sign_list_model import SignRow
from scholar_desktop.ui.words import wording


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class KeptAnswerRow(SignRow):
    one: CachedAnswer


def kept_answer_row(one: CachedAnswer) -> KeptAnswerRow:
    sign, colour, word = ("clock", "warn", "expired") if one.expired else ("tick", "ok", "good")
    if one.expires is None:
        until = "never expires"
    else:
        until = f"{'expired' if one.expired else 'good until'} {wording.moment(one.expires)}"
    service = wording.source_title(one.service) if one.service else "another address"
    found = "" if one.found else " · it was not found"
    below = f"{service} · asked {wording.moment(one.asked)} · {until}{found}"
    return KeptAnswerRow(
        one=one,
        title=one.subject,
        sign=sign,
        colour=colour,
        word=word,
        below=below,
        right=wording.size(one.size),
        spoken=f"{one.subject}, {word}, {below}",
    )
