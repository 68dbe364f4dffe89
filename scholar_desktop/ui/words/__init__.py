"""Words of the window: numbers, dates, fields, filters and licences."""
