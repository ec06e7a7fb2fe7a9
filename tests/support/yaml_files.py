"""Generated YAML, read: by libyaml where PyYAML was built with it, as its own reader takes a second for our rules."""

from __future__ import annotations

from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Reads a lone `=` as text, as in YAML 1.2; Kubernetes' tools write it without quotes."""


_Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def read_yaml(text: str) -> Any:
    """The document of a file."""
    return yaml.load(text, _Loader)


def read_all(text: str) -> list[Any]:
    """The documents of a file that may have several."""
    return list(yaml.load_all(text, _Loader))
