"""What the program does for the user, grouped by room: search, papers, citations, downloads and so on. Async, without
Qt."""
