"""Changes to the library, each whole or not at all, and each undoable."""
