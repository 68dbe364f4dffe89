"""Colours by meaning, fonts, lengths and icons: the only place where they are defined."""
