"""What a parser refused: an error that came in its place, a page, or what the model wrote."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from genai_triage.evidence import classify_exception
from tests.support.told import told

from .made import raised

ERROR = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Sorry."}}'


def unread(document: Any) -> Exception:
    """What `json` raises of a text."""
    error = json.JSONDecodeError("Expecting value", "", 0)
    error.doc = document
    return error


def of_genai(document: str) -> Exception:
    text = f"Failed to parse response as JSON. Raw response: {document}"
    error: Exception = raised("google.genai.errors", "UnknownApiResponseError", text)
    return error


@pytest.mark.parametrize("make", [unread, of_genai])
@pytest.mark.parametrize(
    ("document", "status"),
    [
        (ERROR + "x", "UNAVAILABLE"),
        (f"[{ERROR}", "UNAVAILABLE"),
        (f'{{"a": 1}}\n{ERROR}', "UNAVAILABLE"),
        ("{'error': {'code': 503, 'status': 'UNAVAILABLE'}", "UNAVAILABLE"),
        ('{"status": 503, "message": "Sorry."', "503"),
        ("x" * 9000 + ERROR[:-4], None),
        ("x" * 250 + '"status": 503', None),
        ('"error": nothing', None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_error_in_a_text_that_is_no_json_is_found(make: Any, document: str, status: str | None) -> None:
    failure = classify_exception(make(document), provider="gemini")
    assert failure.code == status
    assert (failure.cause.id == "gemini.unavailable") == (status is not None)


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        ("Sure! Here you are", "client.answer_not_json"),
        ('{"answer": 1', "client.answer_not_json"),
        ('{"error": nothing', "client.answer_not_json"),
        ('{"error": {"details": [{"reason": "API_KEY_INVALID"}', "gemini.key_invalid"),
        ('{"a": "' + "x" * 300 + '"}\n' + ERROR, "status.unavailable"),
        ("  <html>", "network.unparsable"),
        ("data: x", "network.unparsable"),
        (" event: x", "network.unparsable"),
        (5, "network.unparsable"),
    ],
)
def test_what_a_model_wrote_is_told_from_what_a_transport_brought(document: Any, cause: str) -> None:
    assert told(unread(document)).cause.id == cause


def test_what_google_genai_could_not_read_was_no_model_s() -> None:
    assert told(of_genai("Sure! Here you are")).cause.id == "network.unparsable"


class Answer:
    """Stands for a response whose `json` fails, of httpx, requests or aiohttp."""

    def __init__(self, name: str, status: int, url: str = "") -> None:
        setattr(self, name, status)
        self.headers = {"Retry-After": "7"}
        self.url = url

    def json(self) -> Any:
        return json.loads("<html>no healthy upstream</html>")

    def text(self) -> Any:
        return json.loads("<html>no healthy upstream</html>")


def failed(call: Any) -> BaseException:
    with pytest.raises(json.JSONDecodeError) as error:
        call()
    return error.value


@pytest.mark.parametrize("name", ["status", "status_code"])
@pytest.mark.parametrize(("status", "cause"), [(399, "network.unparsable"), (400, "gigachat.bad_request"), (503, None)])
def test_a_page_that_was_read_as_json_is_the_answer_of_its_status(name: str, status: int, cause: str | None) -> None:
    failure = told(failed(Answer(name, status, "https://api.giga.chat/v1/models").json))
    known = (failure.cause.id, failure.http_status, failure.retry_after, failure.provider)
    expected = (cause or "gateway.unavailable", status, 7.0, "gigachat")
    assert known == (expected if status >= 400 else (cause, None, None, None))


def test_only_the_method_that_reads_json_holds_such_an_answer() -> None:
    assert told(failed(Answer("status", 503).text)).http_status is None


def test_the_answer_of_a_real_library_is_found() -> None:
    request = httpx.Request("POST", "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent")
    failure = told(failed(httpx.Response(404, text="<title>Error 404 (Not Found)!!1</title>", request=request).json))
    assert (failure.cause.id, failure.http_status) == ("gemini.wrong_address", 404)
