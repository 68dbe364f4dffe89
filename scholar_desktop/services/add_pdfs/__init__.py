"""Imports the user's own PDFs: identifies the paper of each, and copies it into the library."""
