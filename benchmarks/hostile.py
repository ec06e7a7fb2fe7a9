"""Measures what the worst bodies and texts cost to judge: `python -m benchmarks.hostile`.

Each is judged as a refusal's body, as the text of an application's exception and as the end of a stream, with what the
gate does to its message, in time of this process. Next to it stands how many times that of a plain refusal it is.
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from benchmarks.answers import QUOTA
from genai_triage import evidence
from genai_triage.evidence import parse, who_answered
from genai_triage.taxonomy import match
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import gate, names, redaction

SIZE: Final = 64 * 1024
WANTED: Final = 0.5
"""Milliseconds that any of them may take."""
_ROUNDS: Final = 15
_URL: Final = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
_HEADERS: Final = {"content-type": "application/json", "x-request-id": "r-1"}
_ROW: Final = '{"a":1,"b":[1,2,{"c":"x"}],"d":null,"e":"7"}'
_RUSSIAN: Final = "Превышен лимит запросов к сервису, попробуйте повторить позднее. "
_WORDS: Final = "The upstream server has answered with something that nobody here can read. "
_REPEATED: Final = (
    *(
        "retry in ",
        "wait 3 s",
        "reset after ",
        "request id ",
        "reason: ",
        '"reason": "',
        '"message": "',
        '"code": 429 ',
    ),
    *('"quotaId": "a" ', "status: ", "429 A", "gemini 429 ", "A: ", "code = A desc = ", "StatusCode.", "error code: "),
    *(
        "received ",
        "token=",
        "token get ",
        "Bearer ",
        "://a@",
        "eyJ",
        "1.1.1.1 ",
        "123-4567 (12) ",
        "projects/",
        "b'{\"",
    ),
    *(
        "{'error':",
        '{"error":',
        "invalid value at 'a' (b), ",
        'unknown name "',
        "`",
        "'",
        '"',
        "\\",
        "{",
        "[",
        "\u0130",
    ),
    *("\U0001f600", "\n", " "),
)
"""Each of them is what some pattern begins with."""


def bodies() -> dict[str, str]:
    """The worst that anybody has thought of, by name."""
    noise = random.Random(7)
    many = SIZE // len(_ROW)
    found = {
        "page": "<html><head><title>502</title></head>"
        + _long("<div class=\"x\" id='y'>retry <a href='u'>e</a></div>\n"),
        "dense, cut": ('{"error":{"code":429,"message":"x","details":[' + ",".join([_ROW] * many))[:SIZE],
        "dense": '{"error":{"code":429,"message":"x","details":[' + ",".join([_ROW] * (many - 2)) + "]}}",
        "lines of JSON": _long(_ROW + "\n"),
        "values in a row": _long("{}"),
        "numbers": '{"a":[' + ",".join(["1"] * (SIZE // 2 - 10)) + "]}",
        "keys": "{" + ",".join(f'"k{number}":1' for number in range(SIZE // 10)) + "}",
        "nested": '{"a":[' + ",".join(["[" * 100 + "]" * 100] * (SIZE // 201)) + "]}",
        "nested, open": "[" * SIZE,
        "events": _long('data: {"error":{"code":429,"message":"too many"}}\n\n'),
        "small events": _long("data:{}\n\n"),
        "events without gaps": _long("data:{}\n"),
        "broken events": _long('data: {"error":{"code":429,"mess\n\n'),
        "comments": ": ping\n" + _long(":\n") + "data: {}\n\n",
        "Russian": _long(_RUSSIAN)[: SIZE // 2],
        "Russian, in JSON": '{"status":429,"message":"' + _long(_RUSSIAN)[: SIZE // 2] + '"}',
        "JSON in JSON": json.dumps({"error": {"code": 429, "message": json.dumps([json.loads(_ROW)] * 500)}}),
        "as Python prints it": json.dumps({"error": {"code": 429, "message": "x {'error':[" + "1," * 3500 + "]}"}}),
        "quotas": json.dumps(_refused([{"@type": "QuotaFailure", "violations": [{"quotaId": "Ab"}] * 20}] * 100)),
        "details": json.dumps(_refused([{"a": number} for number in range(SIZE // 10)])),
        "base64": base64.b64encode(noise.randbytes(SIZE * 3 // 4)).decode(),
        "letters": "".join(
            chr(noise.choice((97 + noise.randrange(26), 0x430 + noise.randrange(32)))) for _ in range(SIZE)
        ),
        "no text": "<html>" + "".join(chr(0xDC80 + noise.randrange(128)) for _ in range(SIZE)),
        "megabytes": '{"error": {"message": "' + _WORDS * 20_000,
    }
    return {**found, **{f"{word!r} again and again": _long(word) for word in _REPEATED}}


def ways(body: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The ways in which a body comes, each as what judges it."""
    data = body.encode("utf-8", "surrogateescape")
    yield "refusal", partial(_judged, partial(evidence.classify_response, "gemini", 429, data, _HEADERS, _URL))
    yield "exception", partial(_judged, partial(evidence.classify_exception, RuntimeError(body)))
    yield "end of a stream", partial(evidence.error_in_stream, "gemini", data[:SIZE])


def milliseconds(judge: Callable[[], Any], rounds: int = _ROUNDS) -> float:
    """The least that it took."""
    best = float("inf")
    for _ in range(rounds):
        began = time.thread_time()
        judge()
        best = min(best, (time.thread_time() - began) * 1000)
    return best


def main() -> None:
    """Prints the dearest, and how many are over what is wanted."""
    plain = milliseconds(partial(_judged, partial(evidence.classify_response, "gemini", 429, QUOTA, _HEADERS, _URL)))
    rows = [(milliseconds(judge), way, name) for name, body in bodies().items() for way, judge in ways(body)]
    print(f"{plain:.3f} ms  a refusal with quota details")
    for took, way, name in sorted(rows, reverse=True)[:30]:
        print(f"{took:.3f} ms  {took / plain:5.1f} ×  {way}: {name}")
    over = sum(took > WANTED for took, _, _ in rows)
    print(f"{len(rows)} measured, {over} over {WANTED} ms")


def _long(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


def _refused(details: list[Any]) -> Any:
    return {"error": {"code": 429, "message": "x", "status": "RESOURCE_EXHAUSTED", "details": details}}


def _judged(classify: Callable[[], Failure | None]) -> None:
    """What it costs to classify a failure and to have its message pass the gate, anew each time."""
    for cached in (redaction._scrubbed_message, gate.message, who_answered._signers_of, who_answered._ranks_said):
        cached.cache_clear()
    redaction._clean_forms.clear()
    match._taken.clear()
    parse._pages.clear()
    failure = classify()
    if failure is not None and failure.message:
        gate.clean({names.MESSAGE: failure.message})


if __name__ == "__main__":
    main()
