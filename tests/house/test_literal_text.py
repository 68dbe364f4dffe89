"""Text reaches Qt only through `ui/words/literal_text.py` and `ui/widgets/label.py`, which show it literally.

Qt takes many texts for HTML when they look like it, and then reads the files and network paths in them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import scholar_desktop

PACKAGE = Path(scholar_desktop.__file__).parent
LITERAL = "ui/words/literal_text.py"
LABEL = "ui/widgets/label.py"

CALLS = {
    "QAction": (LITERAL,),
    "setToolTip": (LITERAL,),
    "setTabToolTip": (LITERAL,),
    "setStatusTip": (LITERAL,),
    "setWhatsThis": (),
    "setTabWhatsThis": (),
    "showText": (LITERAL,),
    "setTextFormat": (LABEL, LITERAL),
    "setMarkdown": ("ui/words/markup_document.py",),
    "insertHtml": (),
    "setHtml": ("ui/context/clipboard.py", "ui/rows/dragging.py", "ui/words/markup_document.py"),
    "fromHtml": (),
    "setSource": (),
    "addResource": (),
}
"""Methods of Qt that take a text which may be HTML, and the files that may call them. MIME data is given to other
programs, and the document in markup_document.py loads nothing."""
NAMES = {
    "QToolTip": (LITERAL,),
    "QLabel": (LABEL,),
    "QTextBrowser": ("ui/widgets/facts_text.py", "ui/library/note_preview.py"),
    "QTextDocument": ("ui/words/markup_document.py",),
    **dict.fromkeys(("QMessageBox", "QErrorMessage", "QProgressDialog", "QInputDialog", "QSystemTrayIcon"), ()),
    "QStaticText": (LITERAL,),
    **dict.fromkeys(("QSplashScreen", "QWhatsThis", "QGraphicsTextItem", "QTextEdit"), ()),
    **dict.fromkeys(("QTextDocumentFragment", "QWizard", "QDockWidget", "QToolBox", "QWebEngineView"), ()),
}
"""Classes of Qt that display a text which may be HTML, and the files that may create them."""
ROLES = {"ToolTipRole", "StatusTipRole", "WhatsThisRole"}
PROPERTIES = {"toolTip", "statusTip", "whatsThis", "textFormat"}
TITLES = {"QFileDialog": 1, "setWindowTitle": 0}
"""The place of a window's title among the arguments."""


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_literal(value: ast.expr | None) -> bool:
    """Whether a value of a tooltip role comes from `row_tooltip_text`."""
    if isinstance(value, ast.BoolOp):
        return all(_is_literal(part) for part in value.values)
    if isinstance(value, ast.Call):
        return _name(value.func) == "row_tooltip_text"
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _of_calls(path: str, node: ast.Call) -> Iterator[str]:
    called = _name(node.func)
    if called in CALLS and path not in CALLS[called]:
        yield f"{called}: use ui/words/literal_text.py"
    if called in NAMES and path not in NAMES[called]:
        yield f"{called}: it may take text for HTML; use ui/widgets/label.py or ui/words"
    if any(word.arg in PROPERTIES for word in node.keywords):
        yield f"{called}: a property that may be HTML as an argument"
    if called == "setProperty" and isinstance(node.args[0], ast.Constant) and node.args[0].value in PROPERTIES:
        yield f"setProperty({node.args[0].value}): use ui/words/literal_text.py"
    if called == "setData" and any(_name(arg) in ROLES for arg in node.args):
        yield "setData with a tooltip role: use set_tooltip"
    if called == "addAction" and node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
        yield "addAction with a text: use add_entry"
    if called == "addAction" and node.args and _name(node.args[0]) in {"text", "words", "title", "name"}:
        yield "addAction with a text: use add_entry"
    place = TITLES.get(called)
    if place is not None and len(node.args) > place:
        title = node.args[place]
        if not isinstance(title, ast.Constant) and not (
            isinstance(title, ast.Call) and _name(title.func) == "title_text"
        ):
            yield f"{called}: its title goes through title_text"


def _of_roles(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.If):
        asked, body = node.test, node.body
    elif isinstance(node, ast.match_case):
        asked, body = node.pattern, node.body
    else:
        return
    if any(_name(part) in ROLES for part in ast.walk(asked)):
        for part in (inner for statement in body for inner in ast.walk(statement)):
            if isinstance(part, ast.Return) and not _is_literal(part.value):
                yield "the value of a tooltip role goes through row_tooltip_text"


def problems_in(path: str, source: str) -> list[str]:
    """What *source* passes to Qt as it is."""
    found: list[str] = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        told = _of_calls(path, node) if isinstance(node, ast.Call) else _of_roles(node)
        found += [f"line {getattr(node, 'lineno', 0)}: {problem}" for problem in told]
    return found


def test_no_file_passes_text_to_qt_that_may_be_html() -> None:
    files = [*sorted(PACKAGE.glob("ui/**/*.py")), PACKAGE / "app.py"]
    found = {
        path: problems
        for file in files
        if (problems := problems_in(path := file.relative_to(PACKAGE).as_posix(), file.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "widget.setToolTip(paper.title)",
        "QToolTip.showText(here, paper.title, view)",
        "box = QMessageBox(window)",
        "made = QLabel(paper.title)",
        "tabs.setTabToolTip(0, paper.title)",
        "item.setData(paper.title, Qt.ItemDataRole.ToolTipRole)",
        "def data(role):\n    if role == Qt.ItemDataRole.ToolTipRole:\n        return paper.title",
        "match role:\n    case Qt.ItemDataRole.ToolTipRole:\n        def f():\n            return paper.title",
        "menu.addAction(f'Group: {name}')",
        "QAction(saved.name, self)",
        "QFileDialog(self, f'PDF of {paper.title}')",
        "window.setWindowTitle(paper.title)",
        "made = QPushButton(toolTip=paper.title)",
    ],
)
def test_the_ways_around_the_rule_are_found(source: str) -> None:
    assert problems_in("ui/papers/any_file.py", source)
