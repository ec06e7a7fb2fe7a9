"""Requests that are made without an SDK: each to a known host is an operation."""
