"""Failures of the client's own: every class and every sentence that a row knows, and the row that it is."""

from __future__ import annotations

import pytest

from genai_triage.evidence import classify_exception, classify_grpc
from tests.evidence.exception_readers.made import raised

CLASSES = {
    "client.cancelled": "asyncio.exceptions.CancelledError concurrent.futures.CancelledError "
    "builtins.KeyboardInterrupt builtins.GeneratorExit builtins.SystemExit trio.Cancelled "
    "anyio.Cancelled grpc.FutureCancelledError greenlet.GreenletExit gevent.Timeout "
    "billiard.exceptions.SoftTimeLimitExceeded",
    "client.model_required": "gigachat.exceptions.ModelNotSpecifiedError",
    "client.tool_failed": "google.genai.errors.FunctionInvocationError google.genai.errors.UnsupportedFunctionError "
    "google.genai.errors.UnknownFunctionCallArgumentError",
    "client.answer_off_schema": "langchain_core.exceptions.OutputParserException langchain.OutputParserException "
    "instructor.core.InstructorRetryException pydantic_ai.exceptions.UnexpectedModelBehavior",
    "client.tool_schema": "langchain_gigachat.utils.IncorrectSchemaException app.IncorrectSchemaException",
    "client.credential_encoding": "builtins.UnicodeEncodeError httpx.LocalProtocolError httpx2.LocalProtocolError "
    "httpcore.LocalProtocolError h11._util.LocalProtocolError requests.exceptions.InvalidHeader",
    "client.url_invalid": "httpx.UnsupportedProtocol httpx2.InvalidURL httpcore.UnsupportedProtocol aiohttp.InvalidURL "
    "aiohttp.NonHttpUrlClientError requests.exceptions.MissingSchema requests.exceptions.InvalidSchema "
    "requests.exceptions.InvalidProxyURL requests.exceptions.InvalidURL websockets.exceptions.InvalidURI "
    "requests.LocationParseError",
    "client.closed": "httpx.StreamClosed httpx.StreamConsumed httpx.ResponseNotRead httpx2.RequestNotRead",
    "client.file_unreadable": "builtins.FileNotFoundError builtins.PermissionError builtins.IsADirectoryError "
    "builtins.NotADirectoryError",
    "client.dependency_missing": "builtins.ImportError",
    "client.refused": "builtins.ValueError builtins.TypeError builtins.LookupError builtins.AttributeError "
    "builtins.RuntimeError builtins.AssertionError builtins.NameError builtins.ArithmeticError builtins.MemoryError "
    "builtins.SyntaxError gigachat.exceptions.GigaChatException",
}
SENTENCES = {
    "client.model_required": "model is required.|No model specified|model must be specified",
    "client.model_invalid": "invalid model parameter.|Invalid model name",
    "client.contents_required": "contents are required.|content is required|contents must not be empty|"
    "parts are required|part is required",
    "client.mime_type": "Unknown mime type|Could not determine the mimetype|Unsupported mime type",
    "client.tool_failed": "Failed to invoke function f|Failed to parse the parameter a|"
    "automatic function calling is off",
    "client.parameter_unavailable": "labels is not supported in Gemini API|not supported in Gemini Developer API|"
    "labels is only supported in Vertex|only supported in the Gemini API|not supported in Vertex AI|"
    "labels is not supported in the client",
    "client.answer_not_json": "Invalid json output: a|Got invalid JSON object|No JSON found in the answer",
    "client.tool_schema": "Incorrect function schema!|We do not support these typings",
    "client.credential_encoding": "Illegal header value|'ascii' codec can't encode|Invalid header value|"
    "Header value must be str",
    "client.url_invalid": "missing an 'http://' or 'https://' protocol.|Unknown scheme for proxy|Invalid URL|"
    "Base URL must be set",
    "client.closed": "the client has been closed.|Event loop is closed|Session is closed|attached to a different loop|"
    "bound to a different event loop|client is closed|Cannot invoke RPC on closed channel|"
    "asyncio.run() cannot be called from a running event loop",
}


def cause(path: str, text: str = "") -> str:
    module, _, name = path.rpartition(".")
    return classify_exception(raised(module, name, text), provider="gemini").cause.id


def _rpc_cause(status: str, text: str) -> str | None:
    failure = classify_grpc("gemini", status, text)
    return None if failure is None else failure.cause.id


@pytest.mark.parametrize(("known", "paths"), CLASSES.items(), ids=CLASSES)
def test_a_failure_of_the_client_s_own_is_told_by_its_class(known: str, paths: str) -> None:
    assert {path: cause(path) for path in paths.split()} == dict.fromkeys(paths.split(), known)


@pytest.mark.parametrize(("known", "texts"), SENTENCES.items(), ids=SENTENCES)
def test_a_failure_of_the_client_s_own_is_told_by_its_words(known: str, texts: str) -> None:
    said = texts.split("|")
    assert {text: cause("app.Refused", f"We saw: {text}") for text in said} == dict.fromkeys(said, known)
    assert {text: cause("builtins.ValueError", text) for text in said} == dict.fromkeys(said, known)


@pytest.mark.parametrize("words", ["Invalid json output", "Failed to parse", "Expecting value", "is not valid JSON"])
@pytest.mark.parametrize("package", ["langchain_core", "langchain"])
def test_what_a_parser_of_langchain_could_not_read_is_no_json(package: str, words: str) -> None:
    assert cause(f"{package}.exceptions.OutputParserException", words) == "client.answer_not_json"


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        *(("AttributeError", f"'NoneType' object has no attribute '{name}'") for name in ("text", "parts", "content")),
        *(("TypeError", f"'NoneType' object is not {what}") for what in ("subscriptable", "iterable")),
        ("IndexError", "list index out of range"),
    ],
)
def test_reading_an_answer_that_holds_nothing_is_told_as_that(kind: str, member: str) -> None:
    assert cause(f"builtins.{kind}", member) == "client.no_candidate_read"
    assert cause("app.Refused", member) != "client.no_candidate_read"


@pytest.mark.parametrize(
    ("known", "statuses", "said"),
    [
        (
            "client.grpc_message_size",
            "RESOURCE_EXHAUSTED INTERNAL",
            "Received message larger than max (5 vs. 4)|message exceeds maximum size|Sent larger message than max|"
            "message length exceeds",
        ),
        (
            "client.grpc_metadata_size",
            "RESOURCE_EXHAUSTED INTERNAL UNAVAILABLE UNKNOWN",
            "metadata size exceeds soft limit|metadata exceeds the max|metadata too large (9 vs. 8)|"
            "header list size exceeds the limit",
        ),
    ],
)
def test_what_grpc_itself_refuses_is_told_by_its_words(known: str, statuses: str, said: str) -> None:
    found = {(status, text): _rpc_cause(status, text) for status in statuses.split() for text in said.split("|")}
    assert found == dict.fromkeys(found, known)


def test_metadata_that_is_refused_for_another_reason_is_no_size() -> None:
    assert _rpc_cause("UNAVAILABLE", "metadata exceeds expectations") == "gemini.unavailable"
