"""Explains pasted failures: logs, tracebacks, bodies, pages, statuses and names, offline and without any SDK.

`read` cuts any text into candidates, `judge` has the one judge decide on each, `groups` counts them, `render` prints.
"""
