"""Texts that belong in no telemetry, planted in answers and errors: whoever finds one there has found a leak."""

from __future__ import annotations

import base64
import itertools
import json
import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.reply import FILLER, Reply, pieces_of
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause, Example, Provider

_WORD = 10
"""Letters of a made-up word, so many that no other text has it by chance."""
_BASE64URL = f"{string.ascii_letters}{string.digits}-_"


@dataclass(frozen=True)
class Canaries:
    """What is planted: every good answer of a model says `answer`; every second request fails, and its error echoes
    `prompt` in quotes and each of the `keys`."""

    answer: str
    prompt: str
    keys: Mapping[str, str]
    """By what each looks like."""
    _turns: Iterator[int] = field(default_factory=lambda: itertools.count(1), compare=False)

    @classmethod
    def random(cls) -> Canaries:
        """Makes new ones."""
        return cls(
            answer=f"The {_word()} of a {_word()} is {_word()}, and {_word()} follows.",
            prompt=f"Tell me why {_word()} went to {_word()} with the {_word()} of {_word()}.",
            keys={
                "Google API key": f"AIza{_characters(35, _BASE64URL)}",
                "authorization key": base64.b64encode(f"{_characters(24)}:{_characters(24)}".encode()).decode(),
                "access token": f"eyJ{_characters(20)}.{_characters(60)}.{_characters(40)}",
            },
        )

    def planted(self, reply: Reply) -> Reply:
        """Returns the good answer with the canary as what the model says."""
        if reply.call is not None:
            return replace(reply, call=replace(reply.call, arguments=self._filled(reply.call.arguments)))
        is_structured = reply.text.startswith(("{", "["))
        return replace(reply, pieces=pieces_of(self._filled_text(reply.text) if is_structured else self.answer))

    def failure(self, facts: Facts) -> Cause | None:
        """Counts a request; returns how it fails if it is a second one. A token is always handed out."""
        if facts.endpoint == "token":
            return None
        turn = next(self._turns)
        return None if turn % 2 else self._cause(facts.provider, turn // 2)

    def _cause(self, provider: Provider, number: int) -> Cause:
        forms = _FORMS[provider]
        status, name = forms[number % len(forms)]
        body = _BODIES[provider](status, name, self._message(number))
        return replace(CAUSES[f"{provider}.internal"], id=f"{provider}.canary", example=Example(http=status, body=body))

    def _message(self, number: int) -> str:
        """Echoes all of them; which comes first changes, as what comes late may be cut off by a limit."""
        google, basic, bearer = self.keys.values()
        parts = [
            f'Invalid value "{self.prompt}" at contents[0].parts[0].text.',
            f"Consumer 'api_key:{google}' has been suspended.",
            f"Refused: Authorization: Basic {basic}.",
            f"Refused: Authorization: Bearer {bearer}.",
        ]
        first = (number - 1) % len(parts)
        return " ".join(parts[first:] + parts[:first])

    def _filled(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        filled: Mapping[str, Any] = json.loads(self._filled_text(json.dumps(arguments)))
        return filled

    def _filled_text(self, text: str) -> str:
        return text.replace(json.dumps(FILLER), json.dumps(self.answer))


def _gemini(status: int, name: str, message: str) -> dict[str, Any]:
    return {"error": {"code": status, "message": message, "status": name}}


def _gigachat(status: int, name: str, message: str) -> dict[str, Any]:
    return {"status": status, "message": message}


_BODIES = {"gemini": _gemini, "gigachat": _gigachat}
# No status that SDKs try again by themselves: the program is to see each failure.
_FORMS: Mapping[Provider, tuple[tuple[int, str], ...]] = {
    "gemini": ((400, "INVALID_ARGUMENT"), (403, "PERMISSION_DENIED"), (404, "NOT_FOUND")),
    "gigachat": ((422, ""), (403, ""), (404, "")),
}


def _word() -> str:
    return _characters(_WORD, string.ascii_lowercase)


def _characters(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(count))
