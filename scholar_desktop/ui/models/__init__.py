"""Item models: ids and read-only rows."""
