"""Builds Qt's palette from the tokens, for everything that Qt draws itself."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from scholar_desktop.ui.theme.tokens import Tokens


def build_palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.bg,
        role.AlternateBase: tokens.panel,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Text: tokens.text,
        role.Button: tokens.bg,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.error,
        role.Light: tokens.panel,
        role.Midlight: tokens.chip,
        role.Mid: tokens.line2,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.link,
        role.LinkVisited: tokens.link,
        role.Accent: tokens.accent,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    # Disabled text stays readable: `muted`, not a paler grey.
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return palette
