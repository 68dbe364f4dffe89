"""Judges whether a PDF is the requested paper by comparing title, authors and DOI with its first pages.

No side effects.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_words, is_group
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.title_keys import is_typo, title_keys
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.pdf import document_kind, title_place
from scholar_desktop.pdf.first_pages import FirstPages, read_first_pages
from scholar_desktop.pdf.report import DocumentKind, Judgement, Verdict
from scholar_desktop.pdf.text_normalisation import compact, main_script, words

FOUND = 0.9
"""A title with at least this score is found. Measured on 4,000 pairs of titles and abstracts of other papers: the best
chance match of a title of 20 letters or more scores below 0.68 (99 % below 0.64)."""
LIKELY = 0.8
CHANCE = 0.68

NUMBER_DIFFERS = 0.79
"""The highest score, below LIKELY, of a title that differs in a number: "Part I" and "Part II" are two papers."""
MARK_LETTERS = 3
"""Number of letters that footnote marks may add to a line that has the title alone."""

SHORT_LETTERS = 20
SHORT_WORDS = 2
LONG_LETTERS = 40
FEW_LETTERS = 15
"""With fewer letters on the first pages, stamps excluded, the file is a scan."""

LONGEST_TITLE = 250
"""Characters of the title of another paper that a reason states."""

_PART = re.compile(r"\bpart ([ivx]+|\d+|[a-h])\b")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_ROMAN_PART = re.compile(r"(?<=\s)[IVX]{1,4}(?=[.:)]\s)")
_NUMBERED_SUBTITLE = re.compile(r"(?<=\S)(?:[:\u2013\u2014?]\s+|\s+-\s+)(?:\d{1,2}|[IVX]{1,4})[.:)]\s")
"""A subtitle that begins with the number of a part: "Human information processing: 1. Detection"."""
_SUBTITLE = re.compile(r"(?<!\s)(?:\s*+[:\u2013\u2014?]\s+|\s++-\s+)")


def judge_article(
    expected: Paper,
    texts: Sequence[str],
    *,
    title: str = "",
    pages: int = 0,
    headings: Sequence[Sequence[str]] = (),
) -> Judgement:
    """Compares *expected* with the first pages of a PDF.

    Services may know one paper by several titles (shortened, translated, changed on publication); the best match
    counts.

    Args:
        texts: the text of the first pages.
        title: the title in the file's metadata.
        pages: the number of pages of the file.
        headings: the texts of each of these pages that are set larger than the rest of it.
    """
    first = read_first_pages(texts, headings)
    titles = _titles_of(expected)
    if not titles:
        return Judgement(Verdict.CANNOT_CHECK, 0.0, Message("Not checked: the title of the paper is unknown."))
    judgements = [_judge_title(wanted, expected, first, title=title, pages=pages) for wanted in titles]
    best = max(judgements, key=_strength)
    leftward = [wanted for wanted in titles if main_script(wanted) in _RIGHT_TO_LEFT]
    if not leftward or best.verdict is Verdict.RIGHT or best.kind is not DocumentKind.PAPER:
        return best
    # Programs write right-to-left lines in logical or in visual order, so the reversed lines are compared as well.
    turned = read_first_pages(
        ["\n".join(line[::-1] for line in text.splitlines()) for text in texts],
        [[text[::-1] for text in page] for page in headings],
    )
    again = [_judge_title(wanted, expected, turned, title=title, pages=pages) for wanted in leftward]
    return max(best, *again, key=_strength) if any(one.verdict is Verdict.RIGHT for one in again) else best


_RIGHT_TO_LEFT = frozenset({"ARABIC", "HEBREW"})


_STRENGTH = {Verdict.CANNOT_CHECK: 0, Verdict.WRONG: 1, Verdict.DOUBTFUL: 2, Verdict.RIGHT: 3}
"""The order of verdicts, by which the best is chosen: a title that cannot be compared does not outweigh one that
can."""


def _strength(judgement: Judgement) -> tuple[int, bool]:
    """Returns what the judgements of the titles of a paper are compared by."""
    return _STRENGTH[judgement.verdict], not judgement.doubt


def _titles_of(expected: Paper) -> list[str]:
    """Returns the different titles of the paper at the services, the main title first."""
    sent = [facts.fields.get("title") for facts in expected.facts]
    titles = [plain(title) for title in (expected.title, *sent) if isinstance(title, str)]
    return list({compact(title): title for title in reversed(titles) if compact(title)}.values())[::-1]


def _judge_title(wanted: str, expected: Paper, first: FirstPages, *, title: str, pages: int) -> Judgement:
    """Judges the PDF by one of the paper's titles."""
    metadata_score = _ratio(compact(wanted), compact(title))
    if first.letters < FEW_LETTERS:
        if metadata_score >= FOUND:
            return Judgement(
                Verdict.RIGHT,
                metadata_score,
                Message("Checked: the file's properties have this paper's title. It has no text."),
            )
        return Judgement(Verdict.CANNOT_CHECK, 0.0, Message("Not checked: the PDF has no text (it may be a scan)."))

    score, at_front = _title_score(wanted, first)
    authors = _authors_found(expected, first)
    has_doi = _own_id_printed(expected, first)
    kind = document_kind.recognise_kind(wanted, expected.type, first, title=title, pages=pages)
    if kind is not DocumentKind.PAPER and (score >= CHANCE or authors or has_doi):
        return Judgement(Verdict.DOUBTFUL, score, document_kind.REASONS[kind], kind)

    if has_doi and (score >= CHANCE or authors):
        return _judge_printed_id(wanted, first, score)
    if score >= FOUND and not has_doi and _is_longer_title(wanted, expected, first):
        other = Message("The title in the PDF is “{title}”.", title=displayed_title(first, title))
        return Judgement(Verdict.DOUBTFUL, score, Message("{problem} The first page has another DOI.", problem=other))
    if score >= FOUND:
        judgement = _judge_found_title(wanted, expected, first, score=score, at_front=at_front, authors=authors)
        doubt = _title_doubt(wanted, first, title) or ("" if authors or has_doi else _names_doubt(expected, first))
        return msgspec.structs.replace(judgement, doubt=doubt)
    if metadata_score >= FOUND and (score >= CHANCE or authors):
        doubt = "" if _is_same_title(wanted, title) else _NEARLY
        return Judgement(
            Verdict.RIGHT,
            metadata_score,
            Message("Checked: the file's properties have this paper's title."),
            doubt=doubt or ("" if authors or has_doi else _names_doubt(expected, first)),
        )
    if main_script(wanted) != main_script(first.whole):
        return Judgement(
            Verdict.CANNOT_CHECK,
            score,
            Message("Not checked: the text is in a different script than the title."),
        )
    if first.is_garbled:
        return Judgement(Verdict.CANNOT_CHECK, score, Message("Not checked: the text of the PDF cannot be decoded."))
    return _judge_missing_title(wanted, expected, first, title=title, score=score, authors=authors, has_doi=has_doi)


def _judge_printed_id(wanted: str, first: FirstPages, score: float) -> Judgement:
    """Judges a PDF that prints the paper's identifier: it is the paper, or cites it."""
    if title_place.is_printed_as_title(_forms(wanted), first) or (
        score < FOUND and title_place.is_own_identifier(first)
    ):
        return Judgement(
            Verdict.RIGHT, max(score, FOUND), Message("Checked: the first page has this paper's identifier.")
        )
    return Judgement(
        Verdict.DOUBTFUL,
        score,
        Message(
            "The first page has this paper's identifier, but the title is not where a title would be: the PDF may only "
            "cite the paper."
        ),
    )


def _judge_found_title(
    wanted: str, expected: Paper, first: FirstPages, *, score: float, at_front: bool, authors: int
) -> Judgement:
    """Judges a PDF that contains the words of the title: decides whether they are its title."""
    letters = compact(wanted)
    short = len(letters) < SHORT_LETTERS or len(words(wanted)) <= SHORT_WORDS
    alone = first.has_title_line(letters)
    if (not at_front and not alone) or not title_place.is_printed_as_title(_forms(wanted), first):
        return Judgement(
            Verdict.DOUBTFUL, score, Message("The PDF mentions the title, but not where a title would be.")
        )
    if authors:
        return Judgement(Verdict.RIGHT, score, _checked_by_names(wanted, expected, first, authors))
    if short and expected.authors:
        return Judgement(
            Verdict.DOUBTFUL, score, Message("The title is short, and the first pages name none of the authors.")
        )
    if alone:
        return Judgement(Verdict.RIGHT, score, Message("Checked: the first pages have this paper's title."))
    if not expected.authors and len(letters) >= LONG_LETTERS:
        return Judgement(Verdict.RIGHT, score, Message("Checked: the first pages have this paper's title."))
    return Judgement(
        Verdict.DOUBTFUL,
        score,
        Message("The title is part of a longer line, and the first pages name none of the authors."),
    )


_NEARLY = Message("The title in the file is nearly that of this paper, but not the same.")


def _checked_by_names(wanted: str, expected: Paper, first: FirstPages, authors: int) -> str:
    """Returns the reason for a PDF that has the title *wanted* and the names of *authors* of its authors."""
    if _lacks_subtitle(wanted, first):
        return Message("Checked: the first pages have this paper's authors and its title without the subtitle.")
    if authors < min(len(expected.authors), MOST_AUTHORS):
        return Message("Checked: the first pages have this paper's title and some of its authors.")
    return Message("Checked: the first pages have this paper's title and authors.")


def _lacks_subtitle(wanted: str, first: FirstPages) -> bool:
    """Returns True if the first pages have the title *wanted* only without its subtitle."""
    whole, *main = _forms(wanted)
    return bool(main) and all(_partial(whole, zone) < FOUND for zone in (*first.fronts, *first.pages))


def _title_doubt(wanted: str, first: FirstPages, metadata: str) -> str:
    """Returns why the title in the file, which is like *wanted*, may be that of another paper; empty if it is the same
    but for spelling, slips and the marks of notes."""
    whole = compact(wanted)
    if first.has_title_line(whole, after=MARK_LETTERS) or any(_ends_with(heading, whole) for heading in first.headings):
        return ""
    lines = first.lines
    printed = [" ".join(lines[start:end]) for start in range(len(lines)) for end in range(start + 1, len(lines) + 1)]
    if any(_is_same_title(wanted, text) for text in (metadata, *first.headings, *printed)):
        return ""
    if _lacks_subtitle(wanted, first):
        return Message("The file has the title of this paper only without its subtitle.")
    if any(_occurs(whole, page) for page in first.pages):
        return Message("The title in the file may be longer than that of this paper.")
    return _NEARLY


def _ends_with(heading: str, title: str) -> bool:
    """Returns True if *heading* ends with the compact *title* and the marks of its notes."""
    _, found, after = compact(heading).rpartition(title)
    return bool(found) and len(after) <= MARK_LETTERS


def _is_same_title(wanted: str, printed: str) -> bool:
    """Returns True if two titles are the same but for slips of the pen and spelling."""
    mine, its = (title_keys(_in_digits(" ".join(text.split()))) for text in (wanted, printed))
    return bool(mine.key) and (mine.key == its.key or is_typo(mine, its))


def _in_digits(title: str) -> str:
    """Returns *title* with the numbers of parts in digits: `2. Detection` for `II. Detection`."""
    return _ROMAN_PART.sub(lambda found: _ROMAN.get(found[0].lower(), found[0]), title)


def _judge_missing_title(
    wanted: str, expected: Paper, first: FirstPages, *, title: str, score: float, authors: int, has_doi: bool
) -> Judgement:
    """Judges a PDF that does not contain the expected title: decides whether it has another title."""
    other = displayed_title(first, title)
    if _ratio(compact(wanted), compact(title)) >= FOUND:
        return Judgement(
            Verdict.DOUBTFUL,
            score,
            Message("The file's properties have this paper's title, but its first pages do not."),
        )
    names = (
        Message("The title in the PDF is “{title}”.", title=other)
        if other
        else Message("The PDF does not have this paper's title.")
    )
    most_authors = authors >= 2 and authors * 2 >= min(len(expected.authors), MOST_AUTHORS)
    if score < LIKELY and not has_doi and _other_doi_printed(expected, first):
        return Judgement(Verdict.WRONG, score, Message("{problem} The first page has another DOI.", problem=names))
    if score >= LIKELY and authors and (lacking := _lacking_words(wanted, expected, first)):
        return _judge_lacking(lacking, names, score)
    if score >= LIKELY and authors:
        return Judgement(
            Verdict.RIGHT,
            score,
            Message("Checked: the first pages have this paper's authors and nearly the same title."),
            doubt=_NEARLY,
        )
    if score >= CHANCE:
        return Judgement(Verdict.DOUBTFUL, score, Message("Only part of the title was found. {problem}", problem=names))
    if most_authors or has_doi:
        return Judgement(
            Verdict.DOUBTFUL, score, Message("The authors match, but the title does not. {problem}", problem=names)
        )
    return Judgement(Verdict.WRONG, score, names)


def _judge_lacking(lacking: Sequence[str], names: str, score: float) -> Judgement:
    """Judges a PDF by the same authors whose title is this paper's but for the words *lacking*."""
    reason = Message(
        "The PDF lacks words of this paper's title: {words}. {problem}", words=", ".join(lacking), problem=names
    )
    return Judgement(Verdict.DOUBTFUL, score, reason)


def _lacking_words(wanted: str, expected: Paper, first: FirstPages) -> list[str]:
    """Returns the words of the title that the similar title on the first pages does not have, if it may be the title of
    another paper: two words that carry meaning, or one if all years that are printed near it are others, too.

    A word that was read with a wrong letter is there.
    """
    main = _SUBTITLE.split(wanted, maxsplit=1)[0]
    forms = [wanted, main] if compact(main) in _forms(wanted) else [wanted]
    lacking = min((_words_not_in(form, first) for form in forms), key=len)
    is_of_other_year = expected.year is not None and bool(first.years) and expected.year not in first.years
    least = 1 if is_of_other_year else 2
    return lacking if sum(len(word) >= LEAST_LETTERS for word in lacking) >= least else []


def _words_not_in(wanted: str, first: FirstPages) -> list[str]:
    """Returns the words of the title *wanted* that the part of the first pages which is most like it does not have."""
    window = max((_similar_part(compact(wanted), zone) for zone in first.fronts), key=lambda part: part[0])[1]
    return [word for word in words(wanted) if word not in _SMALL_WORDS and not _has_word(word, window)]


LEAST_LETTERS = 3
# not translated: words that are compared
_SMALL_WORDS_TEXT = "a an and as at by for from in into of on or over the to under using via with der die das und von"
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())


def _similar_part(needle: str, text: str) -> tuple[float, str]:
    """Returns (how well *needle* matches a part of *text*, that part)."""
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(needle, text) if text else None
    if found is None:
        return 0.0, ""
    if len(text) < len(needle):  # the shorter one is looked for in the other
        return float(found.score), text
    return float(found.score), text[found.dest_start : found.dest_end]


def _has_word(word: str, text: str) -> bool:
    """Returns True if *text*, letters without spaces, has *word*, or nearly if it is long."""
    needle = compact(word)
    if needle in text:
        return True
    from rapidfuzz import fuzz

    return len(needle) >= LONG_WORD and fuzz.partial_ratio(needle, text) >= 100 * NEARLY


LONG_WORD, NEARLY = 5, 0.75
MOST_AUTHORS = 8
"""Later authors are often not named on the first pages."""


def _title_score(wanted: str, first: FirstPages) -> tuple[float, bool]:
    """Returns how well *wanted* is found (0 to 1), and whether it is found where titles are printed."""
    best, at_front = 0.0, False
    ceiling = NUMBER_DIFFERS if _is_other_part(wanted, first) else 1.0
    for needle in _forms(wanted):
        front = max((_partial(needle, zone) for zone in first.fronts), default=0.0)
        deep = max((_partial(needle, zone) for zone in first.pages), default=0.0)
        if front >= FOUND or front >= deep:
            score, here = front, True
        else:
            score, here = deep, False
        if score > best + 0.02 or (score >= best and here and not at_front):
            best, at_front = score, here
    return min(best, ceiling), at_front


def _forms(wanted: str) -> list[str]:
    """Returns the forms in which the title may be printed.

    These are the whole title, and the title without its subtitle if the rest is long enough. The parts of one work
    share the main title, so the title of a part is whole only.
    """
    whole = compact(wanted)
    if _parts(wanted) or _NUMBERED_SUBTITLE.search(wanted):
        return [whole]
    parts = _SUBTITLE.split(wanted, maxsplit=1)
    main = compact(parts[0])
    return [whole, main] if len(parts) > 1 and len(main) >= SHORT_LETTERS else [whole]


def _partial(needle: str, text: str) -> float:
    """Returns how well *needle* matches a part of *text*, 0 to 1."""
    if _occurs(needle, text):
        return 1.0
    if len(text) <= len(needle):
        return _ratio(needle, text)
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(needle, text)
    if found is None:
        return 0.0
    score = float(found.score) / 100
    return min(score, NUMBER_DIFFERS) if _numbers_differ(needle, text, found.dest_start, found.dest_end) else score


def _occurs(needle: str, text: str) -> bool:
    """Returns True if *text* contains *needle* and does not continue a number at its end."""
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        if not (needle[-1:].isdigit() and text[end : end + 1].isdigit()):
            return True
        start = text.find(needle, start + 1)
    return False


def _numbers_differ(needle: str, text: str, start: int, end: int) -> bool:
    """Returns True if *needle* and the similar part of *text* each have a number that the other does not have.

    A number that is only absent proves nothing: small figures are often lost when a PDF is read.
    """
    while start > 0 and text[start].isdigit() and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    wanted, printed = (Counter(re.findall(r"\d+", part)) for part in (needle, text[start:end]))
    return bool(wanted - printed) and bool(printed - wanted)


def _parts(text: str) -> set[str]:
    """Returns the numbers of the parts that *text* names: `2` for "Part II" and "Part 2"."""
    return {_ROMAN.get(number, number) for number in _PART.findall(" ".join(words(text)))}


def _is_other_part(wanted: str, first: FirstPages) -> bool:
    """Returns True if the title names a part, and the first lines of the file name only other parts."""
    parts = _parts(wanted)
    printed = _parts(" ".join(first.lines)) if parts else set()
    return bool(printed) and not parts & printed


def _is_longer_title(wanted: str, expected: Paper, first: FirstPages) -> bool:
    """Returns True if the first page has another DOI of the registrant and no line with this title alone: the file may
    be another paper whose title begins in the same way."""
    return _other_doi_printed(expected, first) and not any(
        first.has_title_line(form, after=MARK_LETTERS) for form in _forms(wanted)
    )


def _ratio(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other)) / 100


def _authors_found(expected: Paper, first: FirstPages) -> int:
    """Returns how many of the first authors' family names are on the first pages."""
    return len(authors_found(expected, first))


def authors_found(expected: Paper, first: FirstPages, *, most: int = MOST_AUTHORS) -> list[str]:
    """Returns those of the first *most* authors whose names are on the first pages.

    A family name may be printed with the number of an affiliation (`Wu1`) or with a digraph (`Mueller` for `Müller`);
    a name without spaces between its parts (`王小明`) is looked for as a whole.
    """
    numbered = {word.rstrip("0123456789") for word in first.words if word[-1:].isdigit()}
    printed = first.words | numbered
    printed |= {_without_digraphs(word) for word in printed}
    found: list[str] = []
    for author in expected.authors[:most]:
        forms = {form for word in family_words(author.name) for form in _spellings(word)} - {""}
        wholes = _whole_names(author.name)
        if any(
            form in printed or (len(form) >= 5 and any(form in zone for zone in first.author_zones)) for form in forms
        ) or any(whole in zone for whole in wholes for zone in first.author_zones):
            found.append(author.name)
    return found


_COLLABORATION = re.compile(r"\b(?:collaborat|consorti|study group)", re.I)


def _names_doubt(expected: Paper, first: FirstPages) -> str:
    """Returns why a file with the title of *expected* may be by other people: its first pages name none of the people
    who wrote the paper. Empty if they name one, or if their names cannot be looked for.

    These are names of groups, which are printed in many forms, names in another script than the text, and all names
    where the text cannot be decoded, or names a collaboration in place of the many people of a paper.
    """
    script, people = main_script(first.whole), expected.authors
    if not people or first.is_garbled or any(is_group(one.name) or main_script(one.name) != script for one in people):
        return ""
    if len(people) > MOST_AUTHORS and any(_COLLABORATION.search(line) for line in first.lines):
        return ""
    if authors_found(expected, first, most=len(people)):
        return ""
    return Message("The title matches, but the first pages name none of its authors.")


_DIGRAPHS = (("a", "ae"), ("o", "oe"), ("u", "ue"), ("a", "aa"))
SHORTEST_WITH_DIGRAPH = 5


def _spellings(family: str) -> set[str]:
    """Returns the folded forms in which a family name may be printed."""
    return {compact(family), _without_digraphs(compact(family))}


def _without_digraphs(word: str) -> str:
    """Returns the folded *word* with the vowel for each digraph: `muller` for `mueller`; short words are kept."""
    if len(word) >= SHORTEST_WITH_DIGRAPH:
        for vowel, digraph in _DIGRAPHS:
            word = word.replace(digraph, vowel)
    return word


def _whole_names(name: str) -> set[str]:
    """Returns the whole name, family name first and last, if that is enough to recognise the person: five letters, or
    two characters of a script that is written without spaces."""
    parts = [compact(part) for part in name.replace(",", " ").split()]
    is_short_script = main_script(name) in ("CJK", "HANGUL")
    wholes = {"".join(parts), "".join(parts[-1:] + parts[:-1])}
    return {whole for whole in wholes if len(parts) > 1 and len(whole) >= (2 if is_short_script else 5)}


def _own_id_printed(expected: Paper, first: FirstPages) -> bool:
    """Returns True if the first page contains the paper's own DOI or arXiv ID."""
    if expected.ids.doi is not None and expected.ids.doi.lower() in first.dois:
        return True
    return expected.ids.arxiv is not None and f"arxiv:{expected.ids.arxiv.lower()}" in first.arxiv_ids


def _other_doi_printed(expected: Paper, first: FirstPages) -> bool:
    """Returns True if the first page contains a DOI of the same registrant that is not the paper's."""
    if expected.ids.doi is None:
        return False
    registrant = expected.ids.doi.split("/", 1)[0]
    return any(doi.split("/", 1)[0] == registrant for doi in first.dois)


def displayed_title(first: FirstPages, metadata: str) -> str:
    """Returns the probable title of the file: its metadata title if it is printed, otherwise the one that its first
    page prints."""
    letters = compact(metadata)
    is_printed = len(letters) >= 8 and any(letters in page for page in first.pages)
    return shorten(" ".join(metadata.split()) if is_printed else first.title, LONGEST_TITLE)
