"""Exchange of entries with files and other programs."""
