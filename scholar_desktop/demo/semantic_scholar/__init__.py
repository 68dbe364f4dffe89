"""The demo's Semantic Scholar: Graph and Recommendations APIs."""
