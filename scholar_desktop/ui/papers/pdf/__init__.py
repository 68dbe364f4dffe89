"""The PDF next to the list: its pages, search, zoom and selection. Loaded when the first PDF is shown."""
