"""Where an open copy of a paper is, fetching it, and checking that it is the right one."""
