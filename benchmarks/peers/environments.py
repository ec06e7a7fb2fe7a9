"""An environment for each peer, kept among the user's caches.

uv installs them, as pip tries releases of a peer with very many dependencies for longer than a quarter of an hour.
"""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path
from typing import Final

from benchmarks.peers.catalogue import Peer

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE: Final = 900
"""Seconds that an installation may take."""
_WHY: Final = ("error:", "cause:")
"""How lines begin in which pip and uv say why they have failed."""
_UNWANTED: Final = ("AGPL", "AFFERO")
_LICENCES: Final = """
import importlib.metadata as m, json
print(json.dumps({d.name: [d.metadata.get("License-Expression") or "", (d.metadata.get("License") or "")[:200],
    *(c for c in d.metadata.get_all("Classifier") or () if c.startswith("License"))] for d in m.distributions()}))
"""


class NotInstalled(Exception):
    """A peer that cannot be measured here; the message is one sentence."""


def folder() -> Path:
    """Returns where the environments are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "genai-triage-benchmarks"


def python(name: str, peer: Peer, *, fresh: bool = False) -> Path:
    """Makes the environment of a peer, or brings it to the newest releases, and returns its Python.

    Raises:
        NotInstalled: If that fails, or installs something under the AGPL.
    """
    uv = _uv()
    place = folder() / name
    found = place / "bin" / "python"
    if fresh or not found.exists():
        venv.create(place, symlinks=True, clear=fresh)
    packages = [f"{_ROOT}{one[1:]}" if one.startswith(".") else one for one in peer.packages]
    # What was built of this repository is built again: uv would not see that its sources have changed.
    newest = ["--upgrade", "--reinstall-package", "genai-triage"]
    _run([str(uv), "pip", "install", "--quiet", "--python", str(found), *newest, *packages])
    _refuse_unwanted(found)
    return found


def _uv() -> Path:
    """Returns the program, which has an environment of its own."""
    place = folder() / "uv"
    found = place / "bin" / "uv"
    if not found.exists():
        venv.create(place, with_pip=True, symlinks=True)
        _run([str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    return found


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"that took longer than {_PATIENCE} s") from None
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["no word of why"]
        raise NotInstalled(" ".join(line for line in lines if line.lower().startswith(_WHY)) or lines[-1])


def _refuse_unwanted(found: Path) -> None:
    told = subprocess.run([str(found), "-c", _LICENCES], capture_output=True, text=True, check=True).stdout
    for package, licences in json.loads(told).items():
        if is_unwanted(licences):
            raise NotInstalled(f"it brings {package}, which is under the AGPL")


def is_unwanted(licences: list[str]) -> bool:
    """Tells whether what a package says of its licence names the AGPL."""
    return any(word in licence.upper() for licence in licences for word in _UNWANTED)
