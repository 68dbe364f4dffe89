"""Scholar Desktop: find a paper, read what it is and who cites it, get the open copy, keep it."""

__version__ = "0.1.0"
