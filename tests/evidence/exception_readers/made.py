"""Exceptions of libraries that need not be installed: by their names, with the attributes that they have."""

from __future__ import annotations

from typing import Any


def raised(module: str, name: str, *arguments: Any, bases: Any = (), **attributes: Any) -> Any:
    """An exception of a class of this name, as a library would raise it."""
    error = type(name, bases or (Exception,), {"__module__": module})(*arguments)
    for attribute, value in attributes.items():
        setattr(error, attribute, value)
    return error
