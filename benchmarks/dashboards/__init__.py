"""Measures the dashboards' queries over a month of ten services."""
