"""A task for Celery, over a broker that is a folder."""

from __future__ import annotations

import os
from pathlib import Path

import service  # type: ignore[import-not-found]
from celery import Celery  # type: ignore[import-not-found,import-untyped,unused-ignore]

folder = Path(os.environ["BROKER"])
app = Celery("tasks", broker="filesystem://")
app.conf.broker_transport_options = {
    "data_folder_in": str(folder),
    "data_folder_out": str(folder),
    "control_folder": str(folder / "control"),
    "polling_interval": 0.05,
}


@app.task  # type: ignore[untyped-decorator,unused-ignore]
def ask(done: str) -> None:
    """Makes a call, and leaves a file that says so."""
    (Path(done) / str(ask.request.id)).write_text(str(service.call()), encoding="utf-8")
