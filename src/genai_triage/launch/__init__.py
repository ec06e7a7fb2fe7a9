"""How `genai-triage run` starts a program: the environment that has every Python in it observed, and what exports.

A program is started as `opentelemetry-instrument` does it, by a `sitecustomize` on the PYTHONPATH, and takes this
process's place. If nothing says where to export to, OpenTelemetry is not set up: failures are shown in the terminal.
"""
