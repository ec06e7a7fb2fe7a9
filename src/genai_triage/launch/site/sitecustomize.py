"""Loaded first by every Python that `genai-triage run` starts; observes what it runs."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_PATH = "PYTHONPATH"


def _observe() -> None:
    """Says so, and does no more, in a Python that has no genai-triage; processes started meanwhile are not observed."""
    before = os.environ.get(_PATH, "")
    os.environ[_PATH] = os.pathsep.join(path for path in before.split(os.pathsep) if path and path != _HERE)
    try:
        from genai_triage.launch import start
    except ImportError:
        sys.stderr.write(
            f"genai-triage: {sys.executable} has no genai-triage, so what it runs is not observed. "
            f"Type: {sys.executable} -m pip install genai-triage\n"
        )
    else:
        start.observe()
    finally:
        os.environ[_PATH] = before


def _go_on() -> None:
    """Loads the `sitecustomize` that this one stands before, if there is one."""
    others = [path for path in sys.path if os.path.abspath(path or os.curdir) != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _observe()
except Exception as error:
    sys.stderr.write(f"genai-triage: the program is not observed ({type(error).__name__}).\n")
_go_on()
