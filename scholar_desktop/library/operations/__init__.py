"""Changes to the library. Each change is atomic and can be undone."""
