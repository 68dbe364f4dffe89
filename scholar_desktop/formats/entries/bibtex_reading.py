"""Reads .bib files of BibTeX and BibLaTeX as whole entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.csl_variables import CSL_TYPES, DATES, ROLES, TEXTS, csl_name
from scholar_desktop.domain.entry_dates import read_edtf, read_year_and_month
from scholar_desktop.domain.full_entry import NO_TITLE, FileEntries, FullEntry, LinkedFile, SkippedPart
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.unicode_forms import normalize
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.bibtex import NOTES
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields, BrokenPart, FieldFault, divide
from scholar_desktop.formats.entries.bibtex_fields import (
    BIBLATEX_OF_TYPE,
    BIBTEX_OF_TYPE,
    BOOK_CHILDREN,
    DATE_FIELDS,
    EDITOR_ROLES,
    GENRES,
    LANGUAGES,
    NAME_FIELDS,
    NOT_INHERITED,
    NOTE_FIELDS,
    NUMBERED_TYPES,
    PLACES,
    PUBLISHERS,
    ROLE_OF,
    SERIAL_TYPES,
    SUBTITLES,
    SUBTYPES,
    TO_BOOKTITLE,
    TO_JOURNALTITLE,
    TO_MAINTITLE,
    TYPE_OF_BIBTEX,
    VARIABLE_OF,
    VERBATIM,
    BiblatexSigns,
    is_note_field,
)
from scholar_desktop.formats.entries.bibtex_files import BIBDESK_FILE, FILE_FIELDS, JabRefMeta, read_files
from scholar_desktop.formats.entries.bibtex_names import ends_in_others, read_names
from scholar_desktop.formats.entries.bibtex_texts import (
    ADDRESS,
    NAMES_OF_WORK,
    NEXT_ADDRESS,
    arxiv_of,
    faults_of,
    joined_title,
    plain_text,
    verbatim_text,
)
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.vendor_habits import add_stated_arxiv, arxiv_of_fields, check_identifiers
from scholar_desktop.formats.latex import LatexReader
from scholar_desktop.formats.list_limits import LONGEST_FIELD

Fields = dict[str, str]

_SPECIAL = re.compile(r"[\\{}$~]|--")
_ACTIVE = re.compile(r"[\\{}$~`'%&#^_]|--")
"""What a text has that LaTeX prints in another way."""
_COMMA = re.compile(r"(?<!\\),")
_ROLES = {role.lower(): role for role in ROLES}
_NAMES = NAME_FIELDS | frozenset(_ROLES)
_OTHER_DATES = tuple(sorted(DATES - set(DATE_FIELDS.values())))
_DATE_NAMES = frozenset((*DATE_FIELDS, *_OTHER_DATES))
_NEED_REST = ("crossref", "xdata", "jabref-meta")
"""What stands in a file whose entries may need other parts of it: those that they inherit from, and groups."""
_READ_APART = VERBATIM.union(NOTE_FIELDS, ("abstract", "pages"))
"""The fields that `plain_text` reads in ways of their own."""
_LONGEST_WORD = 20
_PIECE = 1_000_000
_INHERIT = ("crossref", "xdata")
_LEVELS = 8
"""How many parents of parents an entry inherits from."""


class BibtexContext(msgspec.Struct, gc=False):
    """What the entries of a file need of the rest of the file.

    parents: the entries that others inherit from, by their key in lower case; paths, members: as in `JabRefMeta`.
    """

    parents: dict[str, BibtexFields] = {}
    paths: dict[str, list[str]] = {}
    members: dict[str, list[str]] = {}


class DividedBibtex(msgspec.Struct, gc=False):
    """A .bib file, divided into its entries.

    form: the name of its format; sent: the entries that were not given away meanwhile; count: of all entries;
    may_have_files: False if no entry names a linked file; problems: faults in entries that were read; the others as
    in `FileEntries`.
    """

    form: str
    sent: list[BibtexFields]
    count: int
    context: BibtexContext
    skipped: tuple[SkippedPart, ...]
    folders: tuple[str, ...]
    may_have_files: bool
    problems: tuple[SkippedPart, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def read_bibtex_entries(text: str) -> FileEntries:
    """Returns every entry of a .bib file. Never raises for its content."""
    divided = divide_bibtex(text)
    entries = tuple(DividedReader(divided.context).read(divided.sent))
    return FileEntries(
        divided.form, entries, divided.skipped, divided.folders, divided.problems, renamed=divided.renamed
    )


def divide_bibtex(
    text: str, give_away: Callable[[list[BibtexFields]], None] | None = None, at_once: int = 0
) -> DividedBibtex:
    """Divides a .bib file into its entries. Never raises for its content.

    Args:
        give_away: called with each *at_once* entries, if the entries of this file need nothing of the rest of it. They
            may then be read with an empty context while the rest is divided.
    """
    meta, turns = JabRefMeta(), Yielder()
    if give_away is not None and _needs_rest(text):
        give_away = None
    sent: list[BibtexFields] = []
    others: list[BibtexFields] = []
    skipped: list[SkippedPart] = []
    problems: list[SkippedPart] = []
    lacking: dict[int, list[SkippedPart]] = {}
    shapes: Counter[tuple[str, tuple[str, ...]]] = Counter()
    given = 0
    for part in divide(text):
        turns.yield_to_ui()
        if isinstance(part, BibtexFields):
            if part.kind in ("xdata", "set") or not part.fields:
                others.append(part)
                continue
            sent.append(part)
            for fault in faults_of(part):
                (lacking.setdefault(part.start, []) if fault.reason is NO_TITLE else problems).append(fault)
            shapes[part.kind, names_of := tuple([name for name, _ in part.fields])] += 1
            if "groups" in names_of and "/" in (groups := dict(part.fields)["groups"]):
                meta.names += [group.strip() for group in _COMMA.split(groups)]
            if give_away is not None and len(sent) == at_once:
                give_away(sent)
                given, sent = given + at_once, []
        elif isinstance(part, BrokenPart):
            skipped.append(SkippedPart(part.line, part.text, part.fault))
        elif isinstance(part, FieldFault):
            problems.append(SkippedPart(part.line, part.key, part.fault))
        else:
            meta.read(part.text)
    for one in others:
        if one.kind != "xdata":
            reason = Message("The entry {key} has no fields of its own.", key=one.key)
            skipped.append(SkippedPart(one.line, f"@{one.kind}{{{one.key}", reason))
    skipped.sort(key=lambda part: part.line)
    names = frozenset[str]().union(*[of_shape for _, of_shape in shapes])
    names = names.union(name for one in others for name, _ in one.fields)
    context, signs = BibtexContext({}, meta.paths, meta.members), BiblatexSigns()
    if names.isdisjoint(_INHERIT):
        for (kind, of_shape), count in shapes.items():
            signs.add(kind, frozenset(of_shape), count)
    else:
        context.parents = _named_entries(sorted((*sent, *others), key=lambda one: one.start))
        parents = _Parents(context.parents)
        for one in sent:
            turns.yield_to_ui()
            whole = parents.whole(one)[0]
            signs.add(one.kind, whole.keys())
            problems += _without_parent(one, parents)
            if any(name in _INHERIT for name, _ in one.fields) and not NAMES_OF_WORK.isdisjoint(whole):
                lacking.pop(one.start, None)
    for of_entry in lacking.values():
        problems += of_entry
    problems.sort(key=lambda part: part.line)
    is_biblatex = signs.is_biblatex if meta.is_biblatex is None else meta.is_biblatex
    return DividedBibtex(
        "biblatex" if is_biblatex else "bibtex",
        sent,
        given + len(sent),
        context,
        tuple(skipped),
        tuple(meta.folders),
        any(name in FILE_FIELDS or BIBDESK_FILE.fullmatch(name) for name in names),
        tuple(problems),
        meta.renamed(),
    )


def _without_parent(one: BibtexFields, parents: _Parents) -> Iterator[SkippedPart]:
    """Yields what the report says about an entry that inherits from one that the file does not have."""
    for name, value in one.fields:
        keys = [value] if name == "crossref" else value.split(",") if name == "xdata" else []
        for key in filter(None, map(str.strip, keys)):
            if not parents.has(key):
                reason = Message("It inherits from {key} ({field}), which the file does not have.", key=key, field=name)
                yield SkippedPart(one.line, one.key, reason)


def _needs_rest(text: str) -> bool:
    """Returns True if entries of a file may need other parts of it. Looks at a piece at a time: 50 MB at once keep the
    window waiting."""
    turns = Yielder()
    for start in range(0, len(text), _PIECE):
        turns.yield_to_ui()
        piece = text[start : start + _PIECE + _LONGEST_WORD].lower()
        if any(word in piece for word in _NEED_REST):
            return True
    return False


class DividedReader:
    """Reads the entries of a file that is divided."""

    def __init__(self, context: BibtexContext) -> None:
        self._parents = _Parents(context.parents)
        self._latex = LatexReader()
        self._people: dict[str, dict[str, Contributor]] = {}
        self._meta = JabRefMeta()
        self._meta.paths, self._meta.members = context.paths, context.members

    def read(self, sent: list[BibtexFields]) -> Iterator[FullEntry]:
        """Yields the entries, and empties *sent* meanwhile: to free 100,000 at once keeps the window waiting."""
        turns = Yielder()
        sent.reverse()
        while sent:
            one = sent.pop()
            turns.yield_to_ui()
            yield _EntryReader(one, self._parents, self._latex, self._meta, self._people).read()


def read_entry(one: BibtexFields, latex: LatexReader, meta: JabRefMeta) -> FullEntry:
    """Returns one entry alone."""
    return _EntryReader(one, _Parents({}), latex, meta, {}).read()


def _named_entries(sent: Sequence[BibtexFields]) -> dict[str, BibtexFields]:
    """Returns the entries that others inherit from, by their key in lower case."""
    named = {
        key.strip().lower()
        for one in sent
        for name, value in one.fields
        if name in _INHERIT
        for key in (value, *value.split(","))
    }
    found: dict[str, BibtexFields] = {}
    for one in sent if named else ():
        if (key := one.key.lower()) in named:
            found.setdefault(key, one)
    return found


class _Parents:
    """The entries that others inherit from."""

    def __init__(self, by_key: Mapping[str, BibtexFields]) -> None:
        self._by_key = by_key

    def has(self, key: str) -> bool:
        """Returns True if the file has the entry that a `crossref` names."""
        return key.strip().lower() in self._by_key

    def whole(self, one: BibtexFields, level: int = 0) -> tuple[Fields, frozenset[str], list[tuple[str, str]]]:
        """Returns (the fields of *one*, the names of those that it has from others, fields that occur again)."""
        fields: Fields = dict(one.fields)
        more: list[tuple[str, str]] = []
        if len(fields) < len(one.fields):
            fields = {}
            for name, value in one.fields:
                if name in fields:
                    more.append((name, value))
                else:
                    fields[name] = value
        if "crossref" not in fields and "xdata" not in fields:
            return fields, frozenset(), more
        own = frozenset(fields)
        if level < _LEVELS:
            for key in fields.get("xdata", "").split(","):
                if (data := self._by_key.get(key.strip().lower())) is not None and data.start != one.start:
                    fields = {**self.whole(data, level + 1)[0], **fields}
            parent = self._by_key.get(fields.get("crossref", "").strip().lower())
            if parent is not None and parent.start != one.start:
                taken = _inherited(parent.kind, one.kind, self.whole(parent, level + 1)[0])
                fields = {**taken, **fields}
        return fields, frozenset(fields) - own, more


def _inherited(parent: str, child: str, fields: Fields) -> Fields:
    renamed: Mapping[str, str] = {}
    if parent == "periodical":
        renamed = TO_JOURNALTITLE
    elif child in BOOK_CHILDREN:
        renamed = TO_MAINTITLE if parent.startswith("mv") else TO_BOOKTITLE
    elif parent.startswith("mv"):
        renamed = TO_MAINTITLE
    taken = {renamed.get(name, name): value for name, value in fields.items() if name not in NOT_INHERITED}
    if parent in ("book", "mvbook") and child in ("inbook", "bookinbook", "suppbook") and "author" in fields:
        taken.setdefault("bookauthor", fields["author"])
    if renamed:
        taken = {
            name: value for name, value in taken.items() if name not in ("title", "subtitle", "titleaddon", "pages")
        }
        if "booktitle" in fields and "booktitle" not in taken:
            taken["booktitle"] = fields["booktitle"]
    return taken


class _EntryReader:
    """Reads one entry."""

    def __init__(
        self,
        one: BibtexFields,
        parents: _Parents,
        latex: LatexReader,
        meta: JabRefMeta,
        known: dict[str, dict[str, Contributor]],
    ) -> None:
        self._one = one
        self._latex = latex
        self._meta = meta
        self.sent, self._inherited, self._more = parents.whole(one)
        self._has_parent = parents.has(self.sent.get("crossref", ""))
        self._left = dict(self.sent)
        self._known = known
        self._fields: dict[str, Value] = {}
        self._people: list[Contributor] = []
        self._with_others: set[str] = set()
        self._raw: dict[str, list[list[str]]] = {}
        self._note_fields: list[str] = []

    def read(self) -> FullEntry:
        item_type = self._type()
        self._read_names()
        self._read_dates()
        self._read_identifiers()
        self._read_titles()
        for names, variable in ((PUBLISHERS, "publisher"), (PLACES, "publisher-place")):
            for name in names:
                if name in self._left:
                    self._take(name, variable)
                    break
        number = (
            "issue" if item_type in SERIAL_TYPES else "number" if item_type in NUMBERED_TYPES else "collection-number"
        )
        if "number" in self._left and not ("issue" in self._left and number == "issue"):
            self._take("number", number)
        self._take("pages" if "pages" in self._left else "eid", "page")
        for name in tuple(self._left):
            known = VARIABLE_OF.get(name)
            if known is not None and known not in self._fields:
                self._take(name, known)
        for name in LANGUAGES:
            if name in self._left and "language" not in self._fields:
                self._take(name, "language")
        if "genre" not in self._fields and self._one.kind in GENRES and item_type == "thesis":
            self._fields["genre"] = GENRES[self._one.kind]
        elif (word := self._fields.get("genre")) in GENRES:
            self._fields["genre"] = GENRES[word]
        tags, collections = self._tags(), self._collections()
        notes: tuple[str, ...] = ()
        files: tuple[LinkedFile, ...] = ()
        other_keys: tuple[str, ...] = ()
        crossref = rest = ""
        if self._left:  # most entries have nothing else
            notes, files = self._notes(), self._files()
            other_keys = tuple(key.strip() for key in self._pop("ids").split(",") if key.strip())
            if self._has_parent:
                crossref = self._pop("crossref").strip()
            self._pop("xdata")
            rest = self._pop(NAME)
            for name in tuple(self._left):
                self._take(name, self._own_name(name))
        check_identifiers(self._fields)
        if "arxiv" not in self._fields:
            add_stated_arxiv(self._fields)
        elif "eprint" in self.sent and arxiv_of_fields(self._fields) == self._fields["arxiv"]:
            self._raw.setdefault("arxiv", [["eprint", self.sent["eprint"]]])
        entry = FullEntry(
            key=self._one.key,
            item_type=item_type,
            fields=self._fields,
            people=tuple(self._people),
            with_others=tuple(sorted(self._with_others)) if self._with_others else (),
            tags=tags,
            collections=collections,
            notes=notes,
            files=files,
            extra=self._extra(item_type, crossref),
            other_keys=other_keys,
            line=self._one.line,
        )
        return with_remainder(entry, rest) if rest else entry

    def _pop(self, name: str) -> str:
        return self._left.pop(name, "")

    def _plain(self, name: str) -> str:
        return plain_text(self._latex, name, self.sent[name])[:LONGEST_FIELD]

    def _take(self, name: str, variable: str) -> None:
        """Reads the field *name* as the text of *variable*."""
        raw = self._left.pop(name, None)
        if raw is None:
            return
        if name not in _READ_APART and _ACTIVE.search(raw) is None:
            if text := normalize("NFC", " ".join(raw.split()))[:LONGEST_FIELD]:
                self._fields[variable] = text
            return
        text = plain_text(self._latex, name, raw)[:LONGEST_FIELD]
        if text:
            self._fields[variable] = text
        if name not in VERBATIM and _SPECIAL.search(raw) and name not in self._inherited:
            self._raw[variable] = [[name, raw]]

    def _own_name(self, name: str) -> str:
        """Returns the name of a field that BibTeX and BibLaTeX do not have."""
        known = csl_name(name)
        if known in self._fields or known in ROLES or known in DATES or known not in TEXTS:
            return name
        return known

    def _type(self) -> str:
        kind, sent = self._one.kind, self.sent
        found = TYPE_OF_BIBTEX.get(kind, "document")
        subtype = sent.get("entrysubtype", "").strip()
        if subtype in CSL_TYPES or subtype.lower() in SUBTYPES:
            self._left.pop("entrysubtype")
            return SUBTYPES.get(subtype.lower(), subtype)
        if found in ("document", "webpage") and "eprint" in sent:
            return "article"
        if kind == "misc":
            said = next((ours for ours, note in NOTES.items() if note == sent.get("note")), None)
            if said is not None:
                self._left.pop("note")
                return "article" if said == "preprint" else said
            if "journal" in sent:
                return "article-journal"
        if kind == "unpublished" and not {"eventtitle", "eventdate", "venue"}.isdisjoint(sent):
            return "speech"
        return found

    def _read_names(self) -> None:
        for name in [one for one in self._left if one in _NAMES]:
            role = ROLE_OF.get(name) or _ROLES.get(name, name)
            if name in ("editor", "editora", "editorb", "editorc") and f"{name}type" in self._left:
                role = EDITOR_ROLES.get(self.sent[f"{name}type"].strip().lower(), "")
                if role:
                    self._pop(f"{name}type")
                role = role or name
            raw = self._pop(name)
            people = list(read_names(raw, role, self._latex.plain, self._known.setdefault(role, {})))
            self._people += people
            if people and "thers" in raw and ends_in_others(raw):
                self._with_others.add(role)
            if name not in self._inherited and (_SPECIAL.search(raw) or "thers" in raw or "=" in raw):
                self._raw[role] = [[name, raw]]

    def _read_dates(self) -> None:
        has_dates = not _DATE_NAMES.isdisjoint(self._left)
        for name, variable in DATE_FIELDS.items() if has_dates else ():
            if name in self._left and (text := " ".join(self._pop(name).split())):
                self._fields[variable] = read_edtf(text.strip("{}"))
        for name in _OTHER_DATES if has_dates else ():
            if name in self._left and (text := " ".join(self._pop(name).split())):
                self._fields[name] = read_edtf(text)
        issued = self._fields.get("issued")
        if issued is not None and self.sent.get("year", "") == str(issued.get("from"))[:4]:
            self._pop("year")
            self._pop("month")
        if "issued" not in self._fields and ("year" in self._left):
            year = self._latex.plain(self._pop("year"))
            month = self._latex.plain(self._pop("month")) if "month" in self._left else ""
            day = self._latex.plain(self._pop("day")) if "day" in self._left else ""
            if year:
                self._fields["issued"] = read_year_and_month(year, month, day)

    def _read_identifiers(self) -> None:
        fields = self._fields
        doi = clean_doi(self._plain("doi")) if "doi" in self._left else None
        if doi is not None:
            self._pop("doi")
            fields["DOI"] = doi
        if "url" in self._left and (url := self._plain("url")):
            raw = self._pop("url")
            fields["URL"] = url
            if NEXT_ADDRESS.search(raw.strip()) is not None and "url" not in self._inherited:
                self._raw["URL"] = [["url", raw]]  # the other addresses are in it
        elif "howpublished" in self._left:
            url = verbatim_text(self.sent["howpublished"])
            if ADDRESS.fullmatch(url) is not None:
                self._raw["URL"] = [["howpublished", self._pop("howpublished")]]
                fields["URL"] = url
        if "eprint" not in self._left:
            return
        eprint = self._plain("eprint")
        kind = next(
            (self.sent[name].strip("{} ").lower() for name in ("eprinttype", "archiveprefix") if name in self.sent), ""
        )
        scheme = {"arxiv": Scheme.ARXIV, "": Scheme.ARXIV, "pubmed": Scheme.PMID}.get(kind)
        found = arxiv_of(eprint, scheme)
        if found is not None:
            variable = "PMID" if scheme is Scheme.PMID else "arxiv"
            fields[variable] = found
            if found != eprint and variable == "arxiv":
                self._raw["arxiv"] = [["eprint", self.sent["eprint"]]]  # its version, and its class
            for name in ("eprint", "eprinttype", "archiveprefix"):
                self._pop(name)

    def _read_titles(self) -> None:
        for name, second in SUBTITLES.items():
            if second not in self._left or name not in self._left:
                continue
            variable = VARIABLE_OF.get(name)
            if variable is None or variable in self._fields:
                continue
            raw = [[part, self._pop(part)] for part in (name, second)]
            self._fields[variable] = joined_title(*(plain_text(self._latex, *part) for part in raw))
            self._raw[variable] = raw

    def _tags(self) -> tuple[str, ...]:
        found: list[str] = []
        for name in ("keywords", "keyword", "mendeley-tags"):
            if name not in self._left:
                continue
            raw = self._pop(name)
            if "\\" not in raw:
                found += map(self._latex.plain, raw.split(";" if ";" in raw else ","))
                continue
            parts = raw.split(";") if ";" in raw else _COMMA.split(raw)
            found += [self._latex.plain(part.replace("\\,", ",")) for part in parts]
        return tuple(dict.fromkeys(filter(None, found)))

    def _collections(self) -> tuple[str, ...]:
        found: list[str] = []
        for name in ("groups", "mendeley-groups"):
            if name not in self._left:
                continue
            for part in _COMMA.split(self._pop(name)):
                bare = self._latex.plain(part.replace("\\,", ","))
                if bare:
                    is_path = name == "mendeley-groups"
                    found += self._meta.paths.get(bare, [bare if is_path else bare.replace("/", "-")])
        found += self._meta.members.get(self._one.key, [])
        return tuple(dict.fromkeys(found))

    def _notes(self) -> tuple[str, ...]:
        found = []
        for name in tuple(self._left):
            if is_note_field(name):
                raw = self._pop(name)
                text = plain_text(self._latex, "comment", raw).strip("\n")
                if text.strip():
                    found.append(text[:LONGEST_FIELD])
                    self._note_fields.append(name)
        return tuple(found)

    def _files(self) -> tuple[LinkedFile, ...]:
        found: list[LinkedFile] = []
        for name in tuple(self._left):
            if (name in FILE_FIELDS or BIBDESK_FILE.fullmatch(name)) and (read := read_files(name, self.sent[name])):
                self._pop(name)
                found += read
        if addresses := [one for one in found if ADDRESS.fullmatch(one.path)]:
            self._fields.setdefault("URL", addresses[0].path)  # JabRef's files that are on the web
            found = [one for one in found if one.path != self._fields["URL"]]
        return tuple(dict.fromkeys(found))

    def _extra(self, item_type: str, crossref: str) -> dict[str, Any]:
        extra: dict[str, Any] = {}
        if self._one.kind not in (BIBTEX_OF_TYPE.get(item_type, "misc"), BIBLATEX_OF_TYPE.get(item_type, "misc")):
            extra["type"] = self._one.kind
        if self._raw:
            extra["raw"] = self._raw
        if self._more:
            extra["more"] = [[name, value] for name, value in self._more]
        if self._note_fields and self._note_fields not in (["annote"], ["annotation"]):
            extra["note_fields"] = self._note_fields
        if crossref:
            extra["crossref"] = crossref
        return extra
