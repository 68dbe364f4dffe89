"""The library: papers, their files and their undo entries, in an SQLite database and one folder per paper."""
