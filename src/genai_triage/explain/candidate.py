"""What a text may hold: candidates for a failure, each in the form that the evidence is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["exception", "answer", "rpc", "finish", "block", "close", "text", "cause", "reason", "code"]


@dataclass(slots=True)
class Candidate:
    """A part of the input that may be a failure."""

    form: Form
    context: str
    """The text that it was read from, bounded: who is meant is looked for there. It is never printed."""
    exception: BaseException | None = None
    modules: tuple[str, ...] = ()
    """Modules of its class and of its frames."""
    status: int | str | None = None
    """HTTP status, name of an RPC's status, or code of a close."""
    body: Any = None
    headers: dict[str, str] | None = None
    url: str | None = None
    word: str = ""
    """A finish or block reason, or a cause's id."""
    provider_name: str = ""
    """`gen_ai.provider.name` beside a cause's id."""
    is_strong: bool = True
    """Whether the form alone says that something failed; of a weak one the vendor must be told too."""
    is_whole: bool = False
    """Whether it is a document of its own, and not a line among others."""
    level: str = ""
    """How bad the line says that it is, in capitals."""
