"""Finds open copies of a paper, downloads one, and checks that it is the right paper."""
