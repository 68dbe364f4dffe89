"""The download queue of the window, and batch downloads of the command line."""
