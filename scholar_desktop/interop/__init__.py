"""Other programs on this machine: what is handed to them, and how."""
