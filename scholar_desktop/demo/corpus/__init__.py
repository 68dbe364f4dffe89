"""The papers, people, citations and texts of the demo services."""
