"""What the services know: one folder each, where `api.py` asks and `parse.py` understands."""
