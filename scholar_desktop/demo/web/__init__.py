"""The demo's web: publishers, repositories and open hosts."""
