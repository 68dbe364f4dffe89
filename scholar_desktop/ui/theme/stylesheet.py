"""Builds the application's stylesheet from tokens and type. Widgets select their style by properties:

`type`  of a label: caption, section, small, body, head, title, display (sizes and weights of the design);
`tone`  of a label: muted, ok, warn, error, link;
`ground` of a plain widget: bg, panel, sidebar, ok, warn, error, select;
`edge`  of a plain widget: top, bottom, left, right (a line on that side).
"""

from __future__ import annotations

from scholar_desktop.ui.theme.tokens import Tokens
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, DISPLAY, HEAD, SMALL, TITLE, TypeScale

_LABELS = {
    "caption": (CAPTION, 400),
    "section": (CAPTION, 600),
    "small": (SMALL, 400),
    "body": (BODY, 400),
    "strong": (BODY, 600),
    "head": (HEAD, 600),
    "title": (TITLE, 600),
    "display": (DISPLAY, 600),
}


def build_stylesheet(tokens: Tokens, scale: TypeScale) -> str:
    return "\n".join(
        (_labels(tokens, scale), _grounds(tokens), _boxes(tokens, scale), _menus(tokens, scale), _lists(tokens, scale))
    )


def _labels(t: Tokens, scale: TypeScale) -> str:
    rules = [
        f'QLabel[type="{name}"] {{ font-size: {scale.font_px(size)}px; font-weight: {weight}; }}'
        for name, (size, weight) in _LABELS.items()
    ]
    rules.append(f'QLabel[type="section"] {{ color: {t.muted}; }}')
    rules += [
        f'QLabel[tone="{name}"] {{ color: {t.colour(name)}; }}' for name in ("muted", "ok", "warn", "error", "link")
    ]
    return "\n".join(rules)


def _grounds(t: Tokens) -> str:
    rules = [
        f'QWidget[ground="{name}"] {{ background-color: {t.colour(name)}; }}'
        for name in ("bg", "panel", "sidebar", "select")
    ]
    for name in ("ok", "warn", "error"):
        frame = f" border: 1px solid {t.colour(name)};" if t.contrast else ""
        rules.append(f'QWidget[ground="{name}"] {{ background-color: {t.colour(name + "_ground")};{frame} }}')
    rules += [
        f'QWidget[edge="{side}"] {{ border: 0; border-{side}: 1px solid {t.line}; }}'
        for side in ("top", "bottom", "left", "right")
    ]
    return "\n".join(rules)


def _boxes(t: Tokens, scale: TypeScale) -> str:
    px = scale.px
    return f"""
QLineEdit, QSpinBox, QComboBox {{
  background: {t.bg}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {px(6)}px;
  padding: 0 {px(9)}px; min-height: {max(px(30), scale.line(BODY) + 8)}px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; placeholder-text-color: {t.muted};
  font-size: {scale.font_px(BODY)}px;
}}
QLineEdit:focus, QSpinBox:focus, QComboBox:focus {{ border: 2px solid {t.accent}; padding: 0 {px(9) - 1}px;
  min-height: {max(px(30), scale.line(BODY) + 8) - 2}px; }}
QLineEdit[wrong="true"] {{ border-color: {t.error}; }}
QComboBox::drop-down {{ border: 0; width: {px(22)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.bg}; color: {t.text}; border: 1px solid {t.line2}; outline: 0;
  selection-background-color: {t.select}; selection-color: {t.text}; }}
QPlainTextEdit, QTextEdit[role="preview"] {{ background: {t.bg}; color: {t.text}; border: 1px solid {t.edge};
  border-radius: {px(6)}px; padding: {px(3)}px {px(6)}px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; placeholder-text-color: {t.muted}; font-size: {scale.font_px(BODY)}px; }}
QPlainTextEdit:focus, QTextEdit[role="preview"]:focus {{ border: 2px solid {t.accent};
  padding: {px(3) - 1}px {px(6) - 1}px; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {t.panel}; color: {t.muted}; }}
QLineEdit[role="small"], QComboBox[role="small"] {{ min-height: {max(px(22), scale.line(SMALL) + 4)}px;
  font-size: {scale.font_px(SMALL)}px; }}
QLineEdit[role="small"]:focus, QComboBox[role="small"]:focus {{
  min-height: {max(px(22), scale.line(SMALL) + 4) - 2}px; }}
QLineEdit[role="part"] {{ min-height: {max(px(22), scale.line(SMALL) + 4)}px; font-size: {scale.font_px(SMALL)}px;
  padding: 0 {px(4)}px; }}
QLineEdit[role="part"]:focus {{ min-height: {max(px(22), scale.line(SMALL) + 4) - 2}px; padding: 0 {px(4) - 1}px; }}
QLineEdit[role="search"] {{ border-radius: {px(8)}px; font-size: {scale.font_px(HEAD)}px;
  min-height: {max(px(34), scale.line(HEAD) + 10)}px; }}
QLineEdit[role="search"]:focus {{ min-height: {max(px(34), scale.line(HEAD) + 10) - 2}px; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; color: {t.text}; border: 2px solid transparent;
  border-radius: {px(4)}px; padding: 1px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {t.accent}; }}
QTextBrowser[role="facts"] {{ background: transparent; color: {t.text}; border: 2px solid transparent;
  border-radius: {px(4)}px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QTextBrowser[role="facts"]:focus {{ border: 2px solid {t.accent}; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea > QWidget > QWidget[role="page"] {{ background: {t.bg}; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter::handle:hover {{ background: {t.accent}; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; border: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {t.line2}; border-radius: {px(10) // 2 - 2}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {px(28)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}px; }}
QScrollBar::handle:hover {{ background: {t.edge}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line2}; padding: {px(4)}px {px(6)}px;
  font-size: {scale.font_px(SMALL)}px; }}
"""


def _menus(t: Tokens, scale: TypeScale) -> str:
    px = scale.px
    return f"""
QMenuBar {{ background: {t.sidebar}; color: {t.text}; border: 0; border-bottom: 1px solid {t.line};
  font-size: {scale.font_px(BODY)}px; padding: 0 {px(4)}px; }}
QMenuBar::item {{ background: transparent; padding: {px(4)}px {px(8)}px; border-radius: {px(4)}px; }}
QMenuBar::item:selected {{ background: {t.select}; color: {t.text}; }}
QMenu {{ background: {t.bg}; color: {t.text}; border: 1px solid {t.line2}; padding: {px(4)}px;
  font-size: {scale.font_px(BODY)}px; }}
QMenu::item {{ padding: {px(5)}px {px(20)}px {px(5)}px {px(10)}px; border-radius: {px(4)}px; }}
QMenu::icon {{ padding-left: {px(6)}px; }}
QMenu::item:selected {{ background: {t.select}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px {px(6)}px; }}
QFrame[role="popup"] {{ background: {t.bg}; border: 1px solid {t.line2}; border-radius: {px(8)}px; }}
"""


def _lists(t: Tokens, scale: TypeScale) -> str:
    px = scale.px
    return f"""
QTableView, QListView, QTreeView {{ background: {t.bg}; color: {t.text}; border: 0; outline: 0;
  gridline-color: {t.line}; selection-background-color: {t.select}; selection-color: {t.text}; }}
QHeaderView {{ background: {t.panel}; border: 0; }}
QHeaderView::section {{ background: {t.panel}; color: {t.muted}; border: 0; border-bottom: 1px solid {t.line};
  padding: 0 {px(8)}px; font-size: {scale.font_px(SMALL)}px; }}
QWidget[role="bar"] {{ background: {t.select}; border-bottom: 1px solid {t.line}; }}
QFrame[role="note"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {px(6)}px; }}
QProgressBar {{ background: {t.track}; border: 0; border-radius: {max(1, px(4) // 2)}px; max-height: {px(4)}px;
  min-height: {px(4)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {max(1, px(4) // 2)}px; }}
"""
