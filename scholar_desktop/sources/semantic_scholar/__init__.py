"""The client of Semantic Scholar's Graph and Recommendations APIs."""
