"""Generated YAML, read: by libyaml where PyYAML was built with it, as its own reader takes a second for our rules."""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The document of a file."""
    return yaml.load(text, Loader=_Loader)
