"""The main window, its pages, sidebar, command palette, help and tour."""
