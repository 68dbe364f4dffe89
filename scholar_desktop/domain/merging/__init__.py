"""Which rows of several services are one paper, and how their fields are merged."""
