"""Finds the citations and the reference list in the plain text of a manuscript, by numbers or by author and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.reference_lists.author_fit import ListedNames, listed_names
from scholar_desktop.domain.reference_lists.line_problems import is_list_heading
from scholar_desktop.domain.reference_lists.manuscript import Manuscript, ManuscriptReference
from scholar_desktop.domain.reference_lists.note_reference import works_in_note
from scholar_desktop.domain.reference_lists.reference_line import identifiers_in, parse_reference
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import title_key
from scholar_desktop.formats.list_limits import LONGEST_REFERENCE, MOST_REFERENCES
from scholar_desktop.formats.manuscripts.name_citations import DATED, YEAR, NameCitation, citations_in
from scholar_desktop.formats.pasted_lines import join_lines
from scholar_desktop.formats.several_references import split_references

_NUMBER = re.compile(r"^\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)](?=\s))\s*")
_IN_BRACKETS = re.compile(
    r"(?<!\^)\[(\d{1,4}(?:\s*[,;–—-]\s*\d{1,4}){0,99})(?:\s*,\s*(?:pp?|ch|sec)\.[^\[\]]{0,60})?\]"
)
_RAISED = re.compile(r"\^\[(\d{1,4}(?:\s*[,;–—-]\s*\d{1,4}){0,99})\]")
"""A raised number, as the readers of documents write it."""
_IN_PARENTHESES = re.compile(r"(?<=[\s\w])\((\d{1,3}(?:\s*[,;–—-]\s*\d{1,3}){0,99})\)")
_BETWEEN_BRACKETS = re.compile(r"(?<=\d)\]\s{0,2}[–—-]\s{0,2}\[(?=\d)")
"""Between the ends of a range in the style of IEEE: '[10]–[15]'."""
_RANGE = re.compile(r"(\d+)\s*[–—-]\s*(\d+)")
_MOST_IN_RANGE = 200
_NEAR_END = 20
"""A number that is more than this above the last of the list is no citation."""
_ADDRESS = re.compile(r"https?://|\bdoi\s*:|\b10\.[0-9]{4,9}/|\barxiv\s*:\s*[0-9a-z]", re.IGNORECASE)
_ADDRESS_ALONE = re.compile(
    r"(?:(?:available|retrieved|verfügbar|abgerufen)\b[^:/]{0,40}:?\s+)?"
    r"(?:(?:url|doi|arxiv)\s*:?\s*)?(?:https?://|10\.[0-9]{4,9}/|[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?)\S*(?:\s+\[[\w.-]+\])?\.?",
    re.IGNORECASE,
)
"""A line with nothing but the address or identifier of a work."""
_AFTER_LIST = re.compile(
    r"(?:[A-Z]\.?\s+|\d+\.?\s+)?(?:appendi(?:x|ces)|anhang|annex|supplement(?:ary)?\b|supporting information|"
    r"acknowledge?ments?|author contributions?|about the authors?)\b.{0,60}",
    re.IGNORECASE,
)
_DATED_WITH_LETTER = re.compile(rf"(?<![0-9./:–-]){YEAR}[a-z]?(?![0-9/–-])")
_LINES_AT_ONCE = 60
_SHORTEST_WORD = 5
"""The first word of a title with so many letters is in its short form, too."""


NO_LIST = Message("The text has no heading of a reference list, such as “References”.")
WHOLE_TEXT = Message("The whole text was read as a reference list, so no reference is reported as uncited.")
NO_CITATIONS = Message("No citations were found in the text, so no reference is reported as uncited.")


class TextBlock(NamedTuple):
    """A paragraph of a document, or a line of a PDF or of Markdown.

    place: its number, its page or its line, from 1, 0 for a note of a .docx file; is_numbered: it is an item of a list;
    is_note: it is in a footnote or endnote.
    """

    text: str
    place: int
    is_heading: bool = False
    is_numbered: bool = False
    is_note: bool = False


class TextPart(NamedTuple):
    """A part of a text in which a citation may be: a paragraph, or some lines.

    place: as of a TextBlock, of its beginning; starts: where each of its lines begins in *text*, and the place of the
    line; empty if it has one line.
    """

    text: str
    place: int
    starts: tuple[tuple[int, int], ...] = ()

    def place_at(self, offset: int) -> int:
        """Returns the place of the line that *offset* of the text is in."""
        return next((place for start, place in reversed(self.starts) if start <= offset), self.place)

    def place_of_identifier(self, identifier: str) -> int:
        """Returns the place of the first line that names *identifier*."""
        ends = [*(start for start, _ in self.starts[1:]), len(self.text)]
        for (start, place), end in zip(self.starts, ends, strict=True) if len(self.starts) > 1 else ():
            if identifier in identifiers_in(self.text[start:end]):
                return place
        return self.place


def read_blocks(form: str, blocks: Sequence[TextBlock], *, in_lines: bool) -> Manuscript:
    """Returns the citations and references of a text.

    Args:
        in_lines: the blocks are lines, and a reference may have several; else each is a paragraph.
    """
    start = _start_of_list(blocks)
    if start is None and (found := read_notes(form, [one for one in blocks if one.is_note])) is not None:
        return found
    is_whole = start is None
    if start is None:
        start = _start_of_whole_list(blocks, in_lines=in_lines)
    if start is None:
        unread = sum(one.is_note and DATED.search(one.text) is not None for one in blocks)
        said = [_unread_notes(unread)] if unread else []
        return Manuscript(form, notes=(*said, NO_LIST))
    end = _end_of_list(blocks, start + 1, in_lines=in_lines)
    listed = [one for one in blocks[start + 1 : end] if in_lines or one.text.strip()]
    texts = _texts_of(listed, in_lines=in_lines)[:MOST_REFERENCES]
    body = [*blocks[: max(start, 0)], *blocks[end:]]
    passages = list(_passages(body, in_lines=in_lines))
    is_numbered = sum(_NUMBER.match(text) is not None for text, _ in texts) * 2 >= max(len(texts), 1) or (
        not in_lines and sum(one.is_numbered for one in listed) * 2 > len(listed)
    )
    numbered, named = _numbered(texts), _named(texts)
    by_number, (by_name, cited_as) = _numbers_cited(passages, numbered), _years_cited(passages, named)
    by_name |= _cited_in_notes([one for one in body if one.is_note], named)
    has_names = any(one.key in by_name for one in named)
    if by_number and (is_numbered or not has_names):
        references, cited = numbered, by_number | _numbers_of_names(passages, numbered, named, by_number)
        cited_as = {}
    elif has_names or not is_numbered:
        references, cited = named, by_name
    else:
        references, cited = numbered, {}
    by_identifier, others = _identifiers_cited(passages, references)
    if any(one.key in cited for one in references) or len(by_identifier) * 2 >= len(references):
        # a few identifiers alone may be those of data: the text may cite in a way that is not recognised
        cited = by_identifier | cited
    is_recognised = any(one.key in cited for one in references)
    notes: tuple[str, ...] = () if is_recognised else (WHOLE_TEXT if is_whole else NO_CITATIONS,)
    manuscript = Manuscript(
        form,
        tuple(references),
        cited if is_recognised else {},
        cites_all=not is_recognised,
        notes=notes,
        cited_as={key: text for key, text in cited_as.items() if is_recognised and key in cited},
        heading=blocks[start].text.strip() if start >= 0 else "",
    )
    # a PDF has its own DOI on its pages
    return manuscript if form == "pdf" else _with_unlisted(manuscript, others)


def read_notes(form: str, notes: Sequence[TextBlock]) -> Manuscript | None:
    """Returns the references of a text that states them only in its notes; None if its notes state none.

    Each work counts once, where it is stated in full first; short forms of it ('Ibid.', 'Yates, Art, 12') are left out.
    """
    found: dict[tuple[str, str, int], tuple[str, int]] = {}
    unread = 0
    for one in notes:
        works = list(works_in_note(one.text))
        unread += not works and DATED.search(one.text) is not None
        for work in works:
            name = fold_person_name(work.first_author)
            found.setdefault((title_key(work.title), name, work.year), (work.text[:LONGEST_REFERENCE], one.place))
    if not found:
        return None
    references = _named(list(found.values())[:MOST_REFERENCES])
    said = [Message("The text has no reference list, so the references in its notes are checked.")]
    if unread:
        said.append(_unread_notes(unread))
    return Manuscript(form, tuple(references), {one.key: one.line for one in references}, notes=tuple(said))


def _identifiers_cited(
    passages: Sequence[TextPart], references: Sequence[ManuscriptReference]
) -> tuple[dict[str, int], dict[str, int]]:
    """Returns the keys of the references whose DOI or other identifier the text names, with the place of each, and the
    identifiers in the text that no reference has, with their places."""
    keys = {identifier: one.key for one in reversed(references) for identifier in _identifiers_of(one)}
    cited: dict[str, int] = {}
    others: dict[str, int] = {}
    for passage in passages:
        for identifier in identifiers_in(passage.text):
            places, key = (cited, keys[identifier]) if identifier in keys else (others, identifier)
            if key not in places:
                places[key] = passage.place_of_identifier(identifier)
    return cited, others


def _identifiers_of(reference: ManuscriptReference) -> list[str]:
    """Returns the identifiers of a reference; the text of one of a file of references does not have those of its
    fields."""
    entry, found = reference.entry, identifiers_in(reference.text)
    if entry is not None:
        fields = (("DOI", "DOI"), ("arxiv", "arXiv"), ("PMID", "PMID"), ("PMCID", "PMCID"), ("URL", ""))
        for name, label in fields:
            if value := entry.text(name):
                found += identifiers_in(f"{label}:{value}".lstrip(":"))
    return found


def with_identifiers(manuscript: Manuscript, passages: Sequence[TextPart]) -> Manuscript:
    """Returns *manuscript* with the references cited whose DOI or other identifier its text names, and with the
    identifiers that no reference has as further references.

    passages: those of the text without its references.
    """
    by_identifier, others = _identifiers_cited(passages, manuscript.references)
    return _with_unlisted(msgspec.structs.replace(manuscript, cited=by_identifier | manuscript.cited), others)


def text_passages(blocks: Sequence[TextBlock]) -> list[TextPart]:
    """Returns the parts of a text of lines without its reference list."""
    start = _start_of_list(blocks)
    end = len(blocks) if start is None else _end_of_list(blocks, start + 1, in_lines=True)
    return list(_passages([*blocks[:start], *blocks[end:]], in_lines=True))


def _with_unlisted(manuscript: Manuscript, others: Mapping[str, int]) -> Manuscript:
    """Returns *manuscript* with identifiers of its text as further references: they may be of works that are missing
    from the list, or of data. Of a text without a list, they are its references."""
    if not others:
        return manuscript
    has_list = bool(manuscript.references)
    room = max(MOST_REFERENCES - len(manuscript.references), 0)
    added = [
        ManuscriptReference(identifier, identifier, place, is_listed=not has_list)
        for identifier, place in list(others.items())[:room]
    ]
    cited = {} if manuscript.cites_all else {one.key: one.line for one in added}
    return msgspec.structs.replace(
        manuscript, references=(*manuscript.references, *added), cited=manuscript.cited | cited
    )


def without_list(manuscript: Manuscript, passages: Sequence[TextPart]) -> Manuscript:
    """Returns *manuscript*, a text in which no reference was found, with the identifiers that it names as references;
    unchanged if it names none."""
    found = with_identifiers(manuscript, passages)
    if not found.references:
        return manuscript
    notes = [one for one in found.notes if one != NO_LIST]
    said = Message("The text has no heading of a reference list, so only the identifiers in the text are checked.")
    return msgspec.structs.replace(found, notes=(*notes, said))


def _unread_notes(count: int) -> Message:
    return Message.counted(
        "{count} note names a year, but no reference that can be read.",
        "{count} notes name a year, but no reference that can be read.",
        count,
    )


def _bare(text: str) -> str:
    """Returns a heading without the signs of Markdown."""
    return text[:200].strip().strip("#*_ \t").strip()


def _start_of_list(blocks: Sequence[TextBlock]) -> int | None:
    """Returns the place of the heading of the reference list; None if there is none."""
    return next((at for at in range(len(blocks) - 1, -1, -1) if is_list_heading(_bare(blocks[at].text))), None)


def _start_of_whole_list(blocks: Sequence[TextBlock], *, in_lines: bool) -> int | None:
    """Returns the place of the title of a text that is nothing but a reference list, -1 if it has none; None for
    another text."""
    from scholar_desktop.formats.manuscripts.unheaded_lists import may_be_list, title_lines

    if not may_be_list([one.text for one in blocks]):
        return None
    some = [one for one in blocks if one.text.strip()]
    listed = blocks if in_lines else some
    titles = title_lines([text for text, _ in _texts_of(listed, in_lines=in_lines)])
    if titles is None:
        return None
    return blocks.index(some[0]) if titles else -1


def _texts_of(listed: Sequence[TextBlock], *, in_lines: bool) -> list[tuple[str, int]]:
    """Returns (text, place) of each reference in *listed*."""
    return _joined(listed) if in_lines else [(one.text.strip()[:LONGEST_REFERENCE], one.place) for one in listed]


def _end_of_list(blocks: Sequence[TextBlock], start: int, *, in_lines: bool) -> int:
    """Returns the place after the last reference: before the next heading, or an appendix."""
    has_some = False
    for at in range(start, len(blocks)):
        one = blocks[at]
        text = one.text.strip()
        if not text:
            continue
        if has_some and (one.is_heading or (in_lines and _AFTER_LIST.fullmatch(text))):
            return at
        has_some = True
    return len(blocks)


def _joined(lines: Sequence[TextBlock]) -> list[tuple[str, int]]:
    """Returns (text, place) of each reference in *lines*."""
    text = "\n".join(one.text for one in lines)
    found: list[tuple[str, int]] = []
    for line, whole in join_lines(text):
        for part in split_references(whole):
            if found and _ADDRESS_ALONE.fullmatch(part.strip()) and not _has_address(found[-1][0]):
                # a line of its own is a reference in a list of identifiers, and the end of one in a manuscript
                found[-1] = f"{found[-1][0].rstrip()} {part.strip()}", found[-1][1]
            else:
                found.append((part, lines[min(line, len(lines)) - 1].place))
    return found


def _has_address(text: str) -> bool:
    return _ADDRESS.search(text) is not None


def _passages(body: Sequence[TextBlock], *, in_lines: bool) -> Iterator[TextPart]:
    """Yields the parts of the text in which a citation may be: a paragraph, or some lines, because a citation may go
    over the end of a line."""
    if not in_lines:
        yield from (TextPart(one.text, one.place) for one in body)
        return
    lines: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for one in body:
        line = one.text.strip()
        lines.append(line)
        starts.append((length, one.place))
        length += len(line) + 1
        if not line or len(lines) >= _LINES_AT_ONCE:
            yield TextPart(" ".join(lines), starts[0][1], tuple(starts))
            lines, starts, length = [], [], 0
    if lines:
        yield TextPart(" ".join(lines), starts[0][1], tuple(starts))


def _numbered(texts: Sequence[tuple[str, int]]) -> list[ManuscriptReference]:
    """Returns the references under their numbers, or their places in the list."""
    found = []
    for place, (text, line) in enumerate(texts, 1):
        number = _NUMBER.match(text)
        key = next(filter(None, number.groups())) if number is not None else str(place)
        found.append(ManuscriptReference(str(int(key)), text, line))
    return found


def _named(texts: Sequence[tuple[str, int]]) -> list[ManuscriptReference]:
    """Returns the references under author and year."""
    found: list[ManuscriptReference] = []
    used: set[str] = set()
    for text, line in texts:
        wanted, _ = parse_reference(text)
        words = _NUMBER.sub("", text).split()
        name = wanted.first_author or (words[0].strip(".,;:") if words else "")
        dated = _DATED_WITH_LETTER.search(text)
        year = dated[0] if dated is not None else str(wanted.year or "")
        key = whole = f"{name} {year}".strip()
        count = 1
        while key in used:
            count += 1
            key = f"{whole} ({count})"
        used.add(key)
        found.append(ManuscriptReference(key, text, line))
    return found


def _numbers_cited(passages: Sequence[TextPart], references: Sequence[ManuscriptReference]) -> dict[str, int]:
    """Returns the numbers in brackets, with the place of each; if there are none, raised ones, or those in
    parentheses."""
    most = max((int(one.key) for one in references), default=0) + _NEAR_END
    # of the same length: the places stay
    texts = [_BETWEEN_BRACKETS.sub(lambda sign: "–".ljust(len(sign[0])), passage.text) for passage in passages]
    for pattern in (_IN_BRACKETS, _RAISED, _IN_PARENTHESES):
        cited: dict[str, int] = {}
        for passage, text in zip(passages, texts, strict=True):
            for found in pattern.finditer(text):
                numbers = set(_expanded(found[1]))
                if numbers and min(numbers) > 0 and max(numbers) <= most:
                    for number in sorted(numbers):
                        cited.setdefault(str(number), passage.place_at(found.start()))
        if any(one.key in cited for one in references):
            return cited
    return {}


def _expanded(text: str) -> Iterator[int]:
    for part in re.split(r"[,;]", text):
        several = _RANGE.fullmatch(part.strip())
        if several is None:
            yield from map(int, re.findall(r"\d+", part))
        elif 0 <= int(several[2]) - int(several[1]) <= _MOST_IN_RANGE:
            yield from range(int(several[1]), int(several[2]) + 1)


def _numbers_of_names(
    passages: Sequence[TextPart],
    numbered: Sequence[ManuscriptReference],
    named: Sequence[ManuscriptReference],
    by_number: Mapping[str, int],
) -> dict[str, int]:
    """Returns the numbers of the references that a text with numbers cites by author and year alone. Author and year
    that more than one reference has are left out, and so are those of no reference: the text may mention a work."""
    by_name, _ = _years_cited(passages, named, only_one=True)
    return {
        one.key: by_name[other.key]
        for one, other in zip(numbered, named, strict=True)
        if one.key not in by_number and other.key in by_name
    }


def _years_cited(
    passages: Sequence[TextPart], references: Sequence[ManuscriptReference], *, only_one: bool = False
) -> tuple[dict[str, int], dict[str, str]]:
    """Returns the keys of the references that are cited by author and year, with the place of each, and other citations
    under author and year; and by the same keys the first citation of that year as it is written.

    Args:
        only_one: leave out a citation that can be of several references.
    """
    by_year: dict[str, list[tuple[ListedNames, ManuscriptReference]]] = {}
    for one in references:
        years = set(DATED.findall(one.text))
        if not years:
            continue
        listed = listed_names(_NUMBER.sub("", one.text), DATED.split(one.key)[0])
        for year in years:
            by_year.setdefault(year, []).append((listed, one))
    keys = {one.key for one in references}
    cited: dict[str, int] = {}
    cited_as: dict[str, str] = {}
    for passage in passages:
        for citation in citations_in(passage.text):
            name, year, letter = citation.name, citation.year, citation.letter
            hits = _with_letter(_meant(citation, by_year.get(year, ())), year, letter)
            if only_one and len(hits) > 1:
                continue
            missing = f"{name} {year}{letter}"
            if missing in keys and citation.others:  # that of a reference by other people
                missing = f"{' & '.join((name, *citation.others))} {year}{letter}"
            for key in [one.key for one in hits] or [missing]:
                cited.setdefault(key, passage.place_at(citation.start))
                if year in key:
                    cited_as.setdefault(key, citation.text)
    return cited, cited_as


def _meant(
    citation: NameCitation, references: Sequence[tuple[ListedNames, ManuscriptReference]]
) -> list[ManuscriptReference]:
    """Returns the references whose authors a citation names."""
    names = (citation.name, *citation.others)
    for before in range(len(citation.before) + 1):  # 'Lind, Holm, Ames (2010)', too
        row = (*citation.before[len(citation.before) - before :], *names)
        near = [(at, one) for listed, one in references if (at := listed.place_of(row)) is not None]
        if near:
            # 'Ames (2010)' is the reference that begins with Ames, rather than one that may begin with Lind and Ames
            first = min(at for at, _ in near)
            return [one for at, one in near if at == first]
    return []


def _with_letter(hits: list[ManuscriptReference], year: str, letter: str) -> list[ManuscriptReference]:
    """Returns those of *hits* that '2010b' means: with that letter, else those without any."""
    if not letter:
        return hits
    exact = [one for one in hits if f"{year}{letter}" in one.text]
    return exact or [one for one in hits if re.search(rf"(?<![0-9./:–-]){year}[a-z](?!\w)", one.text) is None]


def _cited_in_notes(notes: Sequence[TextBlock], references: Sequence[ManuscriptReference]) -> dict[str, int]:
    """Returns the keys of the references that notes name in full, or by the name of the first author and a short title
    ('Thompson, Growth, 47')."""
    by_name: dict[str, list[tuple[str, str]]] = {}
    for one in references if notes else ():
        wanted, _ = parse_reference(one.text)
        names = fold_person_name(wanted.first_author).split()
        title = next((word for word in fold_person_name(wanted.title).split() if len(word) >= _SHORTEST_WORD), "")
        if names and title:
            by_name.setdefault(names[-1], []).append((title, one.key))
    cited: dict[str, int] = {}
    for note in notes:
        words = fold_person_name(note.text).split()
        places = {word: at for at, word in reversed(list(enumerate(words)))}
        for name in by_name.keys() & places.keys():
            after = set(words[places[name] :])
            for title, key in by_name[name]:
                if title in after:
                    cited.setdefault(key, note.place)
    return cited
