"""The pages and panels about authors."""
