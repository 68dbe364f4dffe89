"""PDFs that the user has: which paper each is, and adding it to the library."""
