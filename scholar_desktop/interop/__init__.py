"""Data exchange with other programs on this computer: drag and drop, and the files for it."""
