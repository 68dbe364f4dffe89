"""Exchange of entries with files in the window: the import, and files that are kept up to date."""
