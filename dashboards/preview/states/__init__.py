"""Histories in Prometheus that the dashboards are drawn over: what the real library records, laid out in time."""
