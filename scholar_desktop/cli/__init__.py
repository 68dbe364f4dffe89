"""The command line: thin words over services/. `run.main` is where it begins."""
