"""A printed exception is made whole again, with what its library had given it."""

from __future__ import annotations

from typing import Any

import pytest
from google.api_core import exceptions as api_core

from genai_triage.explain import printed
from genai_triage.explain.printed import rebuild


def of(module: str, name: str, text: str) -> Any:
    return rebuild(module, name, text)


_CLASSES: dict[str, Any] = {name: kind for name, kind in vars(api_core).items() if isinstance(kind, type)}
_OF_RPC = {
    name: kind.grpc_status_code.name
    for name, kind in _CLASSES.items()
    if getattr(kind, "grpc_status_code", None) is not None
}


@pytest.mark.parametrize(("name", "code"), _OF_RPC.items())
def test_a_class_of_google_api_core_has_the_status_that_it_stands_for(name: str, code: str) -> None:
    made = of("google.api_core.exceptions", name, "429 Some text.")
    assert (made.grpc_status_code.name, made.code, made.message) == (code, 429, "Some text.")


@pytest.mark.parametrize("name", ["BadRequest", "TooManyRequests", "Forbidden", "BadGateway"])
def test_one_that_stands_for_an_http_status_has_none(name: str) -> None:
    assert of("google.api_core.exceptions", name, "429 x").grpc_status_code is None


def test_details_behind_a_message_of_google_api_core_are_left_out() -> None:
    text = '400 Bad key. [reason: "API_KEY_INVALID"\n, locale {\n}]'
    assert of("google.api_core.exceptions", "InvalidArgument", text).message == "Bad key."


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("BadRequestError", 400),
        ("AuthenticationError", 401),
        ("PermissionDeniedError", 403),
        ("NotFoundError", 404),
        ("ConflictError", 409),
        ("UnprocessableEntityError", 422),
        ("RateLimitError", 429),
        ("InternalServerError", 500),
    ],
)
@pytest.mark.parametrize("module", ["openai", "google.genai._interactions_errors"])
def test_a_class_of_openai_has_the_status_that_it_stands_for(module: str, name: str, status: int) -> None:
    assert of(module, name, "any page").status_code == status
    assert of(module, name, "Error code: 418 - {'a': 1}").status_code == 418
    assert of(module, name, "Error code: 418 - {'a': 1}").body == {"a": 1}
    assert of(module, name, "Error code: 418").body is None
    assert of(module, name, "Error code: 418 - cut {").body == "cut {"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("<html><title>502 Bad Gateway</title></html>", 502),
        ("Service Unavailable", 503),
        ("Client Closed Request", 499),
        ("upstream sent nothing", None),
    ],
)
def test_a_page_tells_its_status(text: str, status: int | None) -> None:
    assert getattr(of("openai", "APIStatusError", text), "status_code", None) == status


@pytest.mark.parametrize(
    ("text", "code", "status", "details"),
    [
        ("429 RESOURCE_EXHAUSTED. {'error': {'code': 429}}", 429, "RESOURCE_EXHAUSTED", {"error": {"code": 429}}),
        ('400 None. {"error": 1}', 400, None, {"error": 1}),
        ("502 Bad Gateway. <html>", 502, "Bad Gateway", "<html>"),
    ],
)
def test_an_error_of_google_genai_has_code_status_and_details(
    text: str, code: int, status: str | None, details: object
) -> None:
    made = of("google.genai.errors", "ClientError", text)
    assert (made.code, made.status, made.details, made.response) == (code, status, details, None)


@pytest.mark.parametrize(
    "text",
    [
        "(URL('https://h/x'), 401, b'{\"status\": 401}', Headers({'a': 'b'}))",
        "401 https://h/x: b'{\"status\": 401}', Headers({'a': 'b'})",
    ],
    ids=["0.1", "0.2"],
)
def test_an_error_of_gigachat_has_address_status_content_and_headers(text: str) -> None:
    made = of("gigachat.exceptions", "AuthenticationError", text)
    assert (made.url, made.status_code, made.content, made.headers) == (
        "https://h/x",
        401,
        b'{"status": 401}',
        {"a": "b"},
    )


def test_one_without_content_and_headers_has_none() -> None:
    made = of("gigachat.exceptions", "ResponseError", "500 https://h/x: ")
    assert (made.status_code, made.content, made.headers) == (500, b"", None)


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [
        ("httpx", "HTTPStatusError", "Client error '404 Not Found' for url 'https://h/x'\nFor more information"),
        ("requests.exceptions", "HTTPError", "404 Client Error: Not Found for url: https://h/x"),
    ],
)
def test_an_error_of_http_has_its_response(module: str, name: str, text: str) -> None:
    response = of(module, name, text).response
    assert (response.status_code, response.url, response.headers) == (404, "https://h/x", None)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_error_of_aiohttp_has_status_message_and_address(quote: str) -> None:
    made = of("aiohttp.client_exceptions", "ClientResponseError", f"404, message={quote}No{quote}, url='https://h/x'")
    assert (made.status, made.message, made.request_info.real_url) == (404, "No", "https://h/x")


def test_an_error_of_grpc_has_code_and_details() -> None:
    text = (
        '<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "a \\"b\\""\n>'
    )
    made = of("grpc._channel", "_InactiveRpcError", text)
    assert (made.code(), made.details()) == ("UNAVAILABLE", 'a "b"')


def test_a_parser_s_error_has_its_place() -> None:
    made = of("json.decoder", "JSONDecodeError", "Expecting value: line 3 column 7 (char 20)")
    assert (made.doc, made.lineno, made.colno) == ("", 3, 7)


def test_a_validation_s_error_has_its_errors() -> None:
    text = (
        "2 validation errors for Answer\n"
        "items.0.name\n  Field required [type=missing, input_value={'a': 1}, input_type=dict]\n"
        "size\n  Input should be a number [type=int_parsing, input_value='x', input_type=str]"
    )
    made = of("pydantic_core._pydantic_core", "ValidationError", text)
    assert (made.title, made.error_count()) == ("Answer", 2)
    cut = of("pydantic_core._pydantic_core", "ValidationError", text.replace("2 validation", "70 validation"))
    assert (cut.error_count(), len(cut.errors())) == (70, 2)
    assert made.errors() == [
        {"type": "missing", "loc": ("items", 0, "name"), "input": {"a": 1}},
        {"type": "int_parsing", "loc": ("size",), "input": "x"},
    ]


@pytest.mark.parametrize(
    ("name", "text", "module"),
    [
        *(
            (name, "429 RESOURCE_EXHAUSTED. {}", "google.genai.errors")
            for name in ("ClientError", "ServerError", "APIError")
        ),
        ("ResponseError", "(URL('https://h'), 500, b'')", "gigachat.exceptions"),
        ("ServerError", "500 https://h: b''", "gigachat.exceptions"),
        *((name, "x", "grpc._channel") for name in ("AioRpcError", "_InactiveRpcError", "_MultiThreadedRendezvous")),
        ("Odd", "<x of RPC that terminated with:", "grpc._channel"),
        ("HTTPStatusError", "Client error '404 x' for url 'https://h'", "httpx"),
        ("ValidationError", "1 validation error for A", "pydantic_core._pydantic_core"),
        ("JSONDecodeError", "x", "json.decoder"),
        *(
            (name, "received 1011 (x)", "websockets.exceptions")
            for name in ("ConnectionClosedError", "ConnectionClosed")
        ),
        ("ServiceUnavailable", "503 x", "google.api_core.exceptions"),
        ("ServiceUnavailable", "down", ""),
        ("ValueError", "x", ""),
    ],
)
def test_a_class_without_its_module_is_known_by_its_text(name: str, text: str, module: str) -> None:
    assert printed._home_of(name, text) == module


@pytest.mark.parametrize("text", ["[" * 2001 + "]" * 2001, "", "{", "no literal"])
def test_what_is_no_literal_is_none(text: str) -> None:
    assert printed._literal(text) is None


@pytest.mark.parametrize("text", ["{'a': None}", '{"a": null}', "{'a':\nNone}", '{"a":\n  null}'])
def test_a_literal_is_python_s_or_json_s_though_it_was_wrapped(text: str) -> None:
    assert printed._literal(text) == {"a": None}


@pytest.mark.parametrize(
    ("name", "text", "module"),
    [
        *((name, "429 X. {}", "google.genai.errors") for name in ("ClientError", "ServerError", "APIError")),
        ("ClientError", "no", "builtins"),
        ("OtherError", "429 X. {}", "builtins"),
        ("ResponseError", "401 https://api.test/x: b''", "gigachat.exceptions"),
        ("Response", "401 https://api.test/x: b''", "builtins"),
        ("AnyName", "(URL('https://api.test/x'), 401, b'', Headers({}))", "gigachat.exceptions"),
        *((name, "no", "grpc._channel") for name in ("AioRpcError", "_InactiveRpcError", "_MultiThreadedRendezvous")),
        ("Any", "<Any of RPC that terminated with: x>", "grpc._channel"),
        ("HTTPStatusError", "Client error '429 Too Many' for url 'https://api.test/x'", "httpx"),
        ("HTTPStatusError", "no", "builtins"),
        ("ValidationError", "1 validation error for A", "pydantic_core._pydantic_core"),
        ("ValidationError", "no", "builtins"),
        ("JSONDecodeError", "no", "json.decoder"),
        *((name, "no", "websockets.exceptions") for name in ("ConnectionClosedError", "ConnectionClosed")),
        ("NotFound", "404 no", "google.api_core.exceptions"),
        ("NotFound", "no", "builtins"),
        ("Anything", "404 no", "builtins"),
    ],
)
def test_a_class_that_is_printed_without_its_module_is_known_by_its_text(name: str, text: str, module: str) -> None:
    made = rebuild("", name, text)
    assert (type(made).__module__, type(made).__name__, str(made)) == (module, name, text)


@pytest.mark.parametrize(
    ("text", "status"),
    [("Client Closed Request", 499), ("Bad Gateway", 502), (" Not Found\n", 404), ("<title>x 503</title>", 503)],
)
def test_a_body_that_is_printed_instead_of_a_status_says_it(text: str, status: int) -> None:
    made: Any = rebuild("google.genai", "APIStatusError", text)
    assert (made.status_code, made.body, made.response) == (status, text, None)


@pytest.mark.parametrize("text", ["OK", "Continue", "no"])
def test_words_that_stand_for_no_failed_status_are_none(text: str) -> None:
    assert not hasattr(rebuild("google.genai", "APIStatusError", text), "status_code")


def test_what_grpc_escapes_of_its_details_is_as_it_was() -> None:
    said = '\tstatus = StatusCode.NOT_FOUND\n\tdetails = "a\\nb \\"c\\" is"\n\tdebug_error_string = "x"\n'
    made = of("grpc.aio", "AioRpcError", f"<AioRpcError of RPC that terminated with:\n{said}>")
    assert (made.code(), made.details()) == ("NOT_FOUND", 'a\nb "c" is')
