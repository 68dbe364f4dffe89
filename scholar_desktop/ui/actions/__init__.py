"""Every action of the window, defined once, and what decides whether it can run."""
