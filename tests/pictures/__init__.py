"""Pictures of every page of the window in many forms, and what can be measured on them: `python -m tests.pictures`."""
