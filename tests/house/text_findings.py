"""Finds texts for people that are not marked for translation, have a banned phrase, or are put together from pieces.

Used by `python -m tests.house.texts`. A text that is right all the same has a comment on one of its lines, on the first
line of its statement or on the line before, with the reason:

    # not translated: REASON     it is no text for people, or one that stays English (`--unmarked`)
    # wording: REASON            the phrase is right here, or nothing is put together here (`--banned`, `--glued`)

Such a comment on the line before a function or class is for all of it, and `# not translated in this file: REASON` is
for the file. These are no texts for people: what is compared, split into words or the key of a table; SQL, markup
without words, and members of an Enum; names of tasks, of commands and of requests; arguments of programming errors.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from tests.house.texts import ROOT, is_shown, skipped, text_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MARKERS = {"gettext": (0,), "ngettext": (0, 1), "pgettext": (0, 1), "Message": (0,), "counted": (0, 1),
           "in_context": (0, 1)}  # fmt: skip
"""Function -> which of its arguments are texts."""

BANNED = {
    r"\b(is|are|was|were|be|been|not|being|it) asked\b|\basks\b|\bAsk\b": "say search, load, look up, get",
    r"\b(is|are|was|were|be|been) (told|said)\b": "say it to the reader",
    r"\blies\b": "is, or may be found",
    r"\bstands?\b": "is",
    r"\banew\b": "again",
    r"\bby (itself|themselves)\b": "automatically",
    r"\bof which\b": "two sentences",
    r"\bwhoever\b": "say who",
    r"\bso many\b": "too many, or the number",
    r"\b[Tt]he (ended|expired)\b": "finished, expired downloads",
    r"\b[Pp]ut (the news )?away\b": "dismiss",
    r"\b[Tt]aken? back\b": "undo, undone",
    r"\b[Ll]ooks? for newer\b": "check for new citations",
    r"\bheed": "ignored",
    r"\b[Gg]o on\b|\bgone on with\b": "continue",
    r"\b[Nn]ot got\b": "missing",
    r"\bTaken for\b": "matched paper",
    r"\b[Tt](ake|aken|ook) off\b": "remove from the list",
    r"\bA row a\b|\b(one|address) a line\b": "one per line",
    r"\b(is|was) no (DOI|identifier|number|day|date|folder|file|range|whole number)\b": "is not a …",
    r"=(True|False|None)\b": "no Python values",
    r"(?<![\w}=])(['\"])(?=[\w{])[^'\"]*[\w}.…?!]\1(?!\w)": "curly quotes round titles and names: “…”",
    r"\.\.\.": "the character …",
    r"\b(Add|New|Paste a|Open a) list\b": "Add from reference list…; for downloads Get PDFs for a list…",
    r"\b[Ll]ook(s|ing)? for (more |open )+cop(y|ies)\b": "Find open copies, Searching for open copies…",
    r"\b([Ff]ind|[Ff]ound|No|[Ff]or) (.* )?more cop(y|ies)\b": "more open copies",
    r"\bSave CSV\b|\bTable as CSV\b|\b[Ss]ave\w* .*\bas table\b|\bSave as table\b": "Save as CSV…, or Export…",
}
"""Pattern -> what to say instead. From shared/wording.md."""

ON_BUTTONS = {r"\brequests?\b": "the number of requests is in the tooltip, not on a button"}

PROPER_NAMES = re.compile(
    r"Scholar Desktop|Semantic Scholar( Datasets)?|Unpaywall|Zenodo|Crossref|Europe PMC|PubMed( Central)?|PMC|"
    r"DOIs?|DataCite|bioRxiv|medRxiv|OpenReview|OpenAlex|ORCID|BibTeX|BibLaTeX|EndNote|Markdown|GraphML|Parquet|Zotero|"
    r"GitHub|arXiv|ACL( Anthology)?|DBLP|PMC?ID|MAG|CorpusId|ISSN|ISBN|PDFs?|CSV|HTML|RIS|JSON|CSL[- ]JSON|SPECTER2?|"
    r"PRISMA|URL|SVG|PNG|MIT|Apache[ -]2.0|CC[ -].*"
)
"""Proper names, which are the same in each language."""
_PROGRAMMING_ERRORS = _words("""
    ValueError TypeError RuntimeError AssertionError KeyError LookupError NotImplementedError AttributeError
    IndexError OSError TimeoutError ConnectionError EOFError StopIteration Error DecodeError
    UnsupportedOperation InvalidOperation BadGzipFile ParseError
""")
_TAKES_NAMES = _words("""
    setObjectName cast TypeVar NewType getattr setattr hasattr isinstance setProperty encode property
    findChild findChildren stored decode strftime strptime namedtuple Literal find startswith endswith
    removeprefix removesuffix split rsplit partition rpartition fullmatch invokeMethod setStyleSheet
    QKeySequence create_task QByteArray getLogger Logger basicConfig getenv executescript executemany fetchone
    SIGNAL SLOT Property QFont fromString rfind strip lstrip rstrip index count maketrans translate setFamily
    selectExpr expr where
""")
"""Calls whose arguments are names, patterns or bytes."""
_ERRORS_FOR_THE_LOG = _words("""
    StoreDamaged WrongRelease UnknownVectorForm NoSuchName CorruptArchive TransportError ConnectError ConnectTimeout
    HostPaused BudgetPaused NotADirectoryError
""")
"""Errors that a caller replaces by one with a message."""
_NAME_KEYWORDS = _words("id keys icon menu colour method endpoint service_message prog task type kind")
_FIRST_IS_NAME = _words("Command start _start run _run later _later page _recommended batch create_task _copy")
_TAKE_TASK_NAMES = _words("start _start")
"""Calls with a coroutine and the name of its task, which is in the log."""
_SPLITS = _words("split splitlines encode")
_SQL_PART = re.compile(
    r"\b(BIGINT|BOOLEAN|FLOAT|DESC|COLLATE|MATCH|JOIN|IS NULL|SELECT|rowid)\b|^[a-z]+ STRING\b| IN \(|"
    r"^[a-z]+\.[a-z_]+ ([<>]?=|&) \S+$|^, \w+ AS |\) AS |\) NOT \("
)
_MARKUP = re.compile(r"<[!?/]?[A-Za-z{][^<>]*>")
_STR_METHODS = _words("""
    strip rstrip lstrip lower upper capitalize title replace format removesuffix casefold removeprefix split
    partition join
""")
_FROM_BELOW = {"message", "hint", "reason"}
"""Attributes that are Messages: they lose what a translation needs by a method of str."""
_PLAIN_JOINTS = re.compile(r"[\s·|•…\-–—→×/%&#]*")
"""Between independent facts."""
_SIMPLE = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Return | ast.Raise | ast.Assert | ast.Delete


class Finding(NamedTuple):
    """A text, its file below scholar_desktop, its line, and what is wrong with it."""

    text: str
    file: str
    line: int
    why: str


class Source:
    """One file of the program: its syntax tree with the way up, and its comments."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines = text.splitlines()
        self._tree = ast.parse("\n".join(self._lines))
        self._nodes = list(ast.walk(self._tree))
        self._parents = {id(child): node for node in self._nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def texts(self) -> list[tuple[str, ast.expr]]:
        """The texts for people with their nodes."""
        skip = set(skipped(self._tree))
        found = [(text_of(node), node) for node in self._nodes if id(node) not in skip]
        return [
            (text, node)
            for text, node in found
            if text is not None
            and ((is_shown(text) and not _is_code(text) and not self._is_name(node)) or self._is_marked(node))
        ]

    @cached_property
    def _text_ids(self) -> set[int]:
        return {id(node) for _, node in self.texts}

    def unmarked(self) -> Iterator[Finding]:
        """Texts outside gettext, ngettext, pgettext and Message."""
        for text, node in self.texts:
            plain = text.replace("{…}", "").strip(" :·().,*|\n")
            if self._is_marked(node) or self._allowed(node, "not translated:") or PROPER_NAMES.fullmatch(plain):
                continue
            yield Finding(text, self.file, node.lineno, "not marked")

    def banned(self) -> Iterator[Finding]:
        """Texts with a banned phrase."""
        for text, node in self.texts:
            patterns = {**BANNED, **ON_BUTTONS} if self._is_on_button(node) else BANNED
            for pattern, instead in patterns.items():
                found = re.search(pattern, text.replace("{…}", "{x}"))
                if not found:
                    continue
                if not self._allowed(node, "wording:") and not self._allowed(node, "not translated:", in_file=False):
                    yield Finding(text, self.file, node.lineno, f"{found[0]!r}: {instead}")

    def glued(self) -> Iterator[Finding]:
        """Texts put together from pieces, and Messages that lose their template."""
        for node in self._nodes:
            why = self._glue(node)
            if why and not self._allowed(node, "wording:") and not self._allowed(node, "not translated:"):
                assert isinstance(node, ast.expr | ast.stmt)
                yield Finding(ast.unparse(node)[:160], self.file, node.lineno, why)

    def _glue(self, node: ast.AST) -> str:
        if isinstance(node, ast.JoinedStr):
            return self._glued_f_string(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            if _is_text_of_lines(node):
                return ""
            if not isinstance(self._parents.get(id(node)), ast.BinOp) and any(
                self._is_text(each) for each in ast.walk(node) if isinstance(each, ast.expr)
            ):
                return "texts are added" if isinstance(node.op, ast.Add) else "a text with %"
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and self._is_text(node.value):
            return "texts are added"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _STR_METHODS:
            return self._glued_call(node, node.func)
        return ""

    def _glued_f_string(self, node: ast.JoinedStr) -> str:
        if id(node) in self._text_ids:
            return "words in an f-string"
        joints = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        if any(_is_marker(value) for value in values) and not _PLAIN_JOINTS.fullmatch(joints) and "<" not in joints:
            return "a translated text in an f-string"
        if any(isinstance(value, ast.Attribute) and value.attr in _FROM_BELOW for value in values):
            return "a message in an f-string"
        return ""

    def _glued_call(self, node: ast.Call, called: ast.Attribute) -> str:
        owner = called.value
        if called.attr == "join":
            separator = owner.value if isinstance(owner, ast.Constant) else ""
            if not isinstance(separator, str):
                return ""
            if re.search("[a-z]{2}", separator) or (_is_marker(owner) and node.args):
                return "words between joined texts"
            parts = [part for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.expr)]
            joined = any(self._is_text(part) for part in parts)
            return "texts are joined" if joined and not _PLAIN_JOINTS.fullmatch(separator) else ""
        if _is_marker(owner) or (self._is_text(owner) and called.attr == "format"):
            return f"a text loses its template by .{called.attr}()"
        if isinstance(owner, ast.Attribute) and owner.attr in _FROM_BELOW:
            return f"a message loses its template by .{called.attr}()"
        return ""

    def _is_text(self, node: ast.expr) -> bool:
        return _is_marker(node) or id(node) in self._text_ids

    def _is_marked(self, node: ast.expr) -> bool:
        child: ast.AST = node
        parent = self._parents.get(id(child))
        while isinstance(parent, ast.IfExp) and child is not parent.test:
            child, parent = parent, self._parents.get(id(parent))
        if not _is_marker(parent):
            return False
        assert isinstance(parent, ast.Call)
        return any(child is parent.args[at] for at in MARKERS[_name(parent)] if at < len(parent.args))

    def _is_name(self, node: ast.expr) -> bool:
        """Whether the text is compared, a key, a type, or an argument of something that takes names."""
        child: ast.AST = node
        parent = self._parents.get(id(child))
        if isinstance(parent, ast.Compare) or (isinstance(parent, ast.Subscript) and child is parent.slice):
            return True
        if isinstance(parent, ast.Dict) and child in parent.keys:
            return True
        if isinstance(parent, ast.Attribute) and parent.attr in _SPLITS:
            return True
        while parent is not None and not isinstance(parent, ast.stmt):
            if isinstance(parent, ast.Call) and (_name(parent) in _TAKES_NAMES | _PROGRAMMING_ERRORS):
                return child is not parent.func
            if isinstance(parent, ast.Call) and _name(parent) in _ERRORS_FOR_THE_LOG:
                return True
            if isinstance(parent, ast.Call) and _name(parent) in _FIRST_IS_NAME and child in parent.args[:1]:
                return True
            if isinstance(parent, ast.Call) and _name(parent) in _TAKE_TASK_NAMES and child in parent.args[1:2]:
                return True
            if isinstance(parent, ast.keyword) and parent.arg in _NAME_KEYWORDS:
                return True
            above = self._parents.get(id(parent))
            if isinstance(parent, ast.keyword) and isinstance(above, ast.Call) and _name(above) in ("start", "_start"):
                return True
            if isinstance(parent, ast.Call | ast.Lambda | ast.ListComp | ast.GeneratorExp):
                break
            child, parent = parent, self._parents.get(id(parent))
        statement = self._statement(node)
        if isinstance(statement, ast.Assign) and any(ast.unparse(each) == "__all__" for each in statement.targets):
            return True
        if isinstance(statement, ast.Assign) and self._is_enum(self._parents.get(id(statement))):
            return True
        up: ast.AST | None = node
        while up is not None and not isinstance(up, ast.stmt):
            child, up = up, self._parents.get(id(up))
        return isinstance(up, ast.FunctionDef | ast.AsyncFunctionDef) and child is up.returns

    def _is_enum(self, node: ast.AST | None) -> bool:
        return isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases)

    def _is_on_button(self, node: ast.expr) -> bool:
        child: ast.AST = node
        parent = self._parents.get(id(child))
        while isinstance(parent, ast.expr | ast.keyword):
            if isinstance(parent, ast.keyword) and parent.arg not in (None, "text", "title", "label"):
                return False
            if isinstance(parent, ast.Call) and _name(parent) == "_show_button" and child in parent.args[2:]:
                return False
            if isinstance(parent, ast.Call) and re.search("Step|[Bb]utton|setText|^Action$", _name(parent)):
                return self.file.startswith("ui/")
            child, parent = parent, self._parents.get(id(parent))
        return False

    def _statement(self, node: ast.AST) -> ast.stmt | None:
        up: ast.AST | None = node
        while up is not None and not isinstance(up, ast.stmt):
            up = self._parents.get(id(up))
        return up

    def _allowed(self, node: ast.AST, word: str, *, in_file: bool = True) -> bool:
        """Whether a comment `# WORD reason` is at the text or its statement; in_file: or at the head of the file."""
        lines = set(range(getattr(node, "lineno", 1), (getattr(node, "end_lineno", 1) or 1) + 1))
        lines |= {min(lines) - 1} if self._is_comment(min(lines) - 1) else set()
        statement = self._statement(node)
        if isinstance(statement, _SIMPLE):
            lines.add(statement.lineno)
            lines |= {statement.lineno - 1} if self._is_comment(statement.lineno - 1) else set()
        up: ast.AST | None = node
        while up is not None:
            if isinstance(up, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([up.lineno, *(each.lineno for each in up.decorator_list)])
                lines |= {first - 1} if self._is_comment(first - 1) else set()
            up = self._parents.get(id(up))
        if in_file and word == "not translated:" and self._is_exempt:
            return True
        return any(re.search(rf"# {word} ?\w", self._lines[line - 1]) for line in lines if line > 0)

    @cached_property
    def _is_exempt(self) -> bool:
        return any(line.startswith("# not translated in this file: ") for line in self._lines)

    def _is_comment(self, line: int) -> bool:
        return line > 0 and self._lines[line - 1].lstrip().startswith("#")


def _is_code(text: str) -> bool:
    """Whether *text* is a part of SQL, or markup without words of its own."""
    words = _MARKUP.sub("", text.replace("{…}", ""))
    return bool(_SQL_PART.search(text)) or ("<" in text and not re.search(r"[A-Za-z]{2}", words))


def _is_text_of_lines(node: ast.BinOp) -> bool:
    """Whether whole texts are added with line breaks between them, or an indentation before."""
    parts: list[ast.expr] = [node]
    while isinstance(parts[0], ast.BinOp):
        parts[:1] = [parts[0].left, parts[0].right]
    blank = [isinstance(each, ast.Constant) and str(each.value).isspace() for each in parts]
    ends_line = [isinstance(each, ast.Constant) and str(each.value).endswith("\n") for each in parts]
    return (blank[0] or any(ends_line)) and all(one or other for one, other in pairwise([blank[0], *ends_line[1:]]))


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_marker(node: ast.AST | None) -> bool:
    if not isinstance(node, ast.Call) or _name(node) not in MARKERS:
        return False
    if _name(node) in ("counted", "in_context"):
        return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "Message"
    return True


def sources(below: list[str]) -> list[Source]:
    """Returns the files of the program, or those below the paths *below*."""
    places = [place.removeprefix("scholar_desktop/").rstrip("/") for place in below]
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if is_left_out(file) or (places and not any(file == place or file.startswith(place + "/") for place in places)):
            continue
        found.append(Source(file, path.read_text("utf-8")))
    return found


def is_left_out(file: str) -> bool:
    """Whether *file* has no texts for people."""
    from tests.house.texts import LEFT_OUT

    return file.split("/")[0] == "demo" or file.startswith(LEFT_OUT)
