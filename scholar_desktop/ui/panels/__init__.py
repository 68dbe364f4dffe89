"""One file for each pane and page."""
