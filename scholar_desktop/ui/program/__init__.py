"""The status bar, the log of requests, and diagnostics."""
