"""An environment for each peer, kept among the user's caches."""

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
"""Seconds that pip may take."""
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
    """Finds or makes the environment of a peer, and returns its Python.

    Raises:
        NotInstalled: If pip fails, or installs something under the AGPL.
    """
    place = folder() / name
    found, stamp = place / "bin" / "python", place / "packages.json"
    wanted = json.dumps(peer.packages)
    if fresh or not stamp.exists() or stamp.read_text() != wanted or "." in peer.packages:
        venv.create(place, with_pip=True, symlinks=True, clear=fresh)
        _install(found, peer)
        _refuse_unwanted(found)
        stamp.write_text(wanted)
    return found


def _install(found: Path, peer: Peer) -> None:
    command = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    packages = [str(_ROOT) if one == "." else one for one in peer.packages]
    try:
        done = subprocess.run([*command, *packages], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"pip took longer than {_PATIENCE} s") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["pip failed"]
        raise NotInstalled(next((line for line in lines if line.startswith("ERROR")), lines[-1]))


def _refuse_unwanted(found: Path) -> None:
    told = subprocess.run([str(found), "-c", _LICENCES], capture_output=True, text=True, check=True).stdout
    for package, licences in json.loads(told).items():
        if is_unwanted(licences):
            raise NotInstalled(f"it brings {package}, which is under the AGPL")


def is_unwanted(licences: list[str]) -> bool:
    """Tells whether what a package says of its licence names the AGPL."""
    return any(word in licence.upper() for licence in licences for word in _UNWANTED)
