"""The command line: commands that call the services and print their results. `run.main` is the entry point."""
