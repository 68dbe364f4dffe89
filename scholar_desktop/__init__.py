"""Scholar Desktop: find a paper, read what it is and who cites it, get the open copy, keep it."""

__version__ = "0.1.0"
PROJECT_PAGE = "https://scholar-desktop.example/"
"""Sent with every request, so that a service can contact the project. To be set to the real page before a release."""
HAS_PROJECT_PAGE = False
"""False while that address is a placeholder: no control opens it."""
