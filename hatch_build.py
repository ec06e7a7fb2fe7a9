"""Completes the package's metadata when it is built: addresses, and a README whose links lead somewhere from anywhere.

Both come from one setting, `address` of `[tool.hatch.metadata.hooks.custom]`: the repository's address, without a slash
at the end. While it is empty there are no addresses, and the README has neither links nor pictures that lead nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PAGES = {
    "Repository": "{address}",
    "Documentation": "{address}/blob/v{version}/docs/index.md",
    "Changelog": "{address}/blob/v{version}/CHANGELOG.md",
    "Issues": "{address}/issues",
    "Security": "{address}/blob/v{version}/SECURITY.md",
}
_PATH = r"\((?!https?:|mailto:|#)([^)\s]+)\)"
_IMAGE = re.compile(rf"(!\[[^\]]*\]){_PATH}")
_LINK = re.compile(rf"(\]){_PATH}")
_LINKED = re.compile(rf"\[([^\[\]]*)\]{_PATH}")


class CustomMetadataHook(MetadataHookInterface):
    """Sets `urls` and `readme`, which the project calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        address, version = str(self.config.get("address", "")), str(metadata["version"])
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, address, version)}
        metadata["urls"] = urls(address, version)


def urls(address: str, version: str) -> dict[str, str]:
    """The pages of the project, by the names that package indexes know."""
    return {name: page.format(address=address, version=version) for name, page in _PAGES.items()} if address else {}


def absolute(text: str, address: str, version: str) -> str:
    """Makes links to files of the repository lead to them in this version; without an address there are none."""
    if not address:
        return _LINKED.sub(r"\1", re.sub(rf"{_IMAGE.pattern}\n*", "", text))
    text = _IMAGE.sub(rf"\1({address}/raw/v{version}/\2)", text)
    return _LINK.sub(rf"\1({address}/blob/v{version}/\2)", text)
