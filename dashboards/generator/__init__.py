"""Draws the dashboards: panels, their expressions and links, and the layout of each dashboard."""
