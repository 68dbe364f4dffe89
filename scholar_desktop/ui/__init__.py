"""The window. The only package that imports Qt, with app.py."""
