"""The PDF beside the list: its pages, its own search, zoom and selection. Loaded when the first PDF is shown."""
