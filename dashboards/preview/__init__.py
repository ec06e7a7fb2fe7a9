"""Draws the exported dashboards to look at them; see README.md."""
