"""The clients of the services, one folder each: `api.py` sends requests, `parse.py` makes domain objects of the
answers.
"""
