"""Builders of the rows of gateways, and of the error objects in their examples."""

from __future__ import annotations

from typing import Any

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal

from .known import GATEWAYS


def error(message: str, kind: str | None = None, code: Any = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def fault(text: str, code: str) -> dict[str, Any]:
    return {"fault": {"faultstring": text, "detail": {"errorcode": code}}}


def refusal(
    name: str,
    failure_class: FailureClass,
    *text: str,
    http: int,
    body: Any,
    doc: str,
    headers: dict[str, str] | None = None,
    status: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    owner: Owner = Owner.CALLER,
    retryable: bool | None = None,
) -> Cause:
    """Builds a row of the gateway that the name begins with, known by the gateway's own words."""
    gateway = next((known.name for known in GATEWAYS if name.startswith(known.name)), None)
    if gateway is None:
        raise ValueError(f"{name!r} begins with no gateway's name: write the row of the gateway into known.py first")
    return Cause(
        id=f"gateway.{name}",
        failure_class=failure_class,
        doc=doc,
        source=f"observed: {gateway}'s own refusal",
        signals=(Signal(hop=(gateway,), text=text, status=status, unless=unless),),
        example=Example(http=http, body=body, headers=headers or {}),
        owner=owner,
        retryable=failure_class.retryable if retryable is None else retryable,
    )
