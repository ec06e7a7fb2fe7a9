"""Causes of failures before any request was sent, or by the application's own doing. They belong to no provider."""

from __future__ import annotations

from typing import Final

from .model import Cause, Example, FailureClass, Signal

_GENAI: Final = "https://googleapis.github.io/python-genai/"
_GIGACHAT: Final = "https://github.com/ai-forever/gigachat"
_ASYNCIO: Final = "https://docs.python.org/3/library/asyncio-task.html#task-cancellation"
_ANY: Final = ("builtins.Exception",)

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="client.cancelled",
        failure_class=FailureClass.CANCELLED,
        doc=_ASYNCIO,
        source="observed: CancelledError, KeyboardInterrupt, GeneratorExit",
        signals=(
            Signal(
                exception=(
                    "asyncio.CancelledError",
                    "concurrent.CancelledError",
                    "builtins.KeyboardInterrupt",
                    "builtins.GeneratorExit",
                    "builtins.SystemExit",
                    "trio.Cancelled",
                    "anyio.Cancelled",
                    "grpc.FutureCancelledError",
                    "greenlet.GreenletExit",
                    "gevent.Timeout",
                    "billiard.SoftTimeLimitExceeded",
                )
            ),
        ),
        example=Example(exception="asyncio.exceptions.CancelledError: "),
    ),
    Cause(
        id="client.model_required",
        failure_class=FailureClass.CLIENT,
        doc=_GIGACHAT,
        source="observed: ModelNotSpecifiedError; ValueError 'model is required.'",
        signals=(
            Signal(exception=("gigachat.ModelNotSpecifiedError",)),
            Signal(exception=_ANY, text=("model is required", "no model specified", "model must be specified")),
        ),
        example=Example(
            exception="gigachat.exceptions.ModelNotSpecifiedError: No model specified. Pass `model` in the request "
            "payload."
        ),
    ),
    Cause(
        id="client.model_invalid",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="observed: ValueError 'invalid model parameter.'",
        signals=(Signal(exception=_ANY, text=("invalid model parameter", "invalid model name")),),
        example=Example(exception="builtins.ValueError: invalid model parameter."),
    ),
    Cause(
        id="client.contents_required",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="observed: ValueError 'contents are required.'",
        signals=(
            Signal(
                exception=_ANY,
                text=(
                    "contents are required",
                    "content is required",
                    "contents must not be empty",
                    "parts are required",
                    "part is required",
                ),
            ),
        ),
        example=Example(exception="builtins.ValueError: contents are required."),
    ),
    Cause(
        id="client.mime_type",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="observed: ValueError 'Unknown mime type'",
        signals=(
            Signal(
                exception=_ANY, text=("unknown mime type", "could not determine the mimetype", "unsupported mime type")
            ),
        ),
        example=Example(
            exception="builtins.ValueError: Unknown mime type: Could not determine the mimetype for your file\n "
            "please set the `mime_type` argument"
        ),
    ),
    Cause(
        id="client.tool_failed",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI + "#automatic-python-function-support",
        source="observed: FunctionInvocationError, UnsupportedFunctionError",
        signals=(
            Signal(
                exception=(
                    "google.FunctionInvocationError",
                    "google.UnsupportedFunctionError",
                    "google.UnknownFunctionCallArgumentError",
                )
            ),
            Signal(
                exception=_ANY,
                text=("failed to invoke function", "failed to parse the parameter", "automatic function calling"),
            ),
        ),
        example=Example(
            exception="google.genai.errors.FunctionInvocationError: Failed to invoke function get_weather with "
            "invocation arguments {}: KeyError"
        ),
    ),
    Cause(
        id="client.parameter_unavailable",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="observed: ValueError '… parameter is not supported in …'",
        signals=(
            Signal(
                exception=_ANY,
                text=(
                    "is not supported in gemini api",
                    "not supported in gemini developer",
                    "is only supported in",
                    "only supported in the",
                    "not supported in vertex",
                    "is not supported in the",
                ),
            ),
        ),
        example=Example(exception="builtins.ValueError: labels parameter is not supported in Gemini API."),
    ),
    Cause(
        id="client.answer_not_json",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc="https://docs.python.org/3/library/json.html#json.JSONDecodeError",
        source="observed: an answer that was to be JSON, in a fence, as prose, or as a function call",
        signals=(
            Signal(fact=("answer_not_json",)),
            Signal(
                exception=("langchain_core.OutputParserException", "langchain.OutputParserException"),
                text=("invalid json output", "failed to parse", "expecting value", "not valid json"),
                general=False,
            ),
            Signal(exception=_ANY, text=("invalid json output:", "got invalid json object", "no json found in")),
        ),
        example=Example(
            exception="langchain_core.exceptions.OutputParserException: Invalid json output: Here is the person you "
            "asked for"
        ),
    ),
    Cause(
        id="client.answer_off_schema",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc="https://docs.pydantic.dev/latest/errors/errors/",
        source="observed: pydantic ValidationError of the application's own model, which the answer does not fit",
        signals=(
            Signal(fact=("answer_off_schema",)),
            Signal(exception=("langchain_core.OutputParserException", "langchain.OutputParserException")),
            Signal(exception=("instructor.InstructorRetryException", "pydantic_ai.UnexpectedModelBehavior")),
        ),
        example=Example(
            exception="langchain_core.exceptions.OutputParserException: Failed to validate Person from completion "
            "{'name': 'Anna'}"
        ),
    ),
    Cause(
        id="client.tool_schema",
        failure_class=FailureClass.CLIENT,
        doc="https://github.com/ai-forever/langchain-gigachat",
        source="observed: IncorrectSchemaException of langchain_gigachat",
        signals=(
            Signal(exception=("langchain_gigachat.IncorrectSchemaException", "*.IncorrectSchemaException")),
            Signal(exception=_ANY, text=("incorrect function schema", "do not support these typings")),
        ),
        example=Example(
            exception="langchain_gigachat.utils.function_calling.IncorrectSchemaException: Incorrect function schema!"
        ),
    ),
    Cause(
        id="client.grpc_message_size",
        failure_class=FailureClass.TOO_LARGE,
        doc="https://grpc.io/docs/guides/",
        source="observed: RESOURCE_EXHAUSTED of gRPC itself on the size of a message",
        signals=(
            Signal(
                status=("RESOURCE_EXHAUSTED", "INTERNAL", "429"),
                text=(
                    "message larger than max",
                    "message exceeds maximum size",
                    "larger message than max",
                    "message length exceeds",
                ),
            ),
        ),
        example=Example(grpc=("RESOURCE_EXHAUSTED", "CLIENT: Received message larger than max (5242880 vs. 4194304)")),
    ),
    Cause(
        id="client.grpc_metadata_size",
        failure_class=FailureClass.TOO_LARGE,
        doc="https://grpc.io/docs/guides/metadata/",
        source="observed: RESOURCE_EXHAUSTED of gRPC itself on the size of a call's metadata",
        signals=(
            Signal(
                status=("RESOURCE_EXHAUSTED", "INTERNAL", "UNAVAILABLE", "UNKNOWN", "429"),
                text=("metadata size exceeds", "metadata exceeds", "metadata too large", "header list size exceeds"),
                subject=("limit", "max", "vs."),
            ),
        ),
        example=Example(
            grpc=(
                "RESOURCE_EXHAUSTED",
                "received metadata size exceeds soft limit (15093 vs. 8192); grpc-status:44B grpc-message:15049B",
            )
        ),
    ),
    Cause(
        id="client.request_invalid",
        failure_class=FailureClass.CLIENT,
        doc="https://docs.pydantic.dev/latest/errors/errors/",
        source="observed: pydantic ValidationError of a request model",
        signals=(Signal(exception=("pydantic_core.ValidationError", "pydantic.ValidationError")),),
        example=Example(
            exception="pydantic_core._pydantic_core.ValidationError: 1 validation error for Chat\nmessages.0.role\n  "
            "Input should be "
            "'assistant', 'system', 'user', 'function', 'search_result' or 'function_in_progress' [type=enum, "
            "input_value='tool', "
            "input_type=str]"
        ),
    ),
    Cause(
        id="client.credential_encoding",
        failure_class=FailureClass.CLIENT,
        doc=_GIGACHAT,
        source="observed: UnicodeEncodeError; httpx LocalProtocolError",
        signals=(
            Signal(exception=("builtins.UnicodeEncodeError",)),
            Signal(
                exception=_ANY,
                text=("illegal header value", "codec can't encode", "invalid header value", "header value must be"),
            ),
            Signal(
                exception=(
                    "httpx.LocalProtocolError",
                    "httpx2.LocalProtocolError",
                    "httpcore.LocalProtocolError",
                    "h11.LocalProtocolError",
                    "requests.InvalidHeader",
                )
            ),
        ),
        example=Example(exception="httpx.LocalProtocolError: Illegal header value b'Bearer '"),
    ),
    Cause(
        id="client.url_invalid",
        failure_class=FailureClass.CLIENT,
        doc="https://www.python-httpx.org/exceptions/",
        source="observed: UnsupportedProtocol, InvalidURL",
        signals=(
            Signal(
                exception=tuple(
                    f"{package}.{name}"
                    for package in ("httpx", "httpx2", "httpcore", "aiohttp", "requests", "websockets")
                    for name in (
                        "UnsupportedProtocol",
                        "InvalidURL",
                        "InvalidURI",
                        "MissingSchema",
                        "InvalidSchema",
                        "NonHttpUrlClientError",
                        "LocationParseError",
                        "InvalidProxyURL",
                    )
                )
            ),
            Signal(
                exception=_ANY,
                text=(
                    "missing an 'http://' or 'https://' protocol",
                    "unknown scheme for proxy",
                    "invalid url",
                    "base url must be set",
                ),
            ),
        ),
        example=Example(
            exception="httpx.UnsupportedProtocol: Request URL is missing an 'http://' or 'https://' protocol."
        ),
    ),
    Cause(
        id="client.closed",
        failure_class=FailureClass.CLIENT,
        doc="https://www.python-httpx.org/advanced/clients/",
        source="observed: RuntimeError on a closed client or loop",
        signals=(
            Signal(
                exception=_ANY,
                text=(
                    "client has been closed",
                    "event loop is closed",
                    "session is closed",
                    "different loop",
                    "different event loop",
                    "client is closed",
                    "cannot invoke rpc",
                    "asyncio.run() cannot be called",
                ),
            ),
            Signal(
                exception=tuple(
                    f"{package}.{name}"
                    for package in ("httpx", "httpx2")
                    for name in ("StreamClosed", "StreamConsumed", "ResponseNotRead", "RequestNotRead")
                )
            ),
        ),
        example=Example(exception="builtins.RuntimeError: Cannot send a request, as the client has been closed."),
    ),
    Cause(
        id="client.file_unreadable",
        failure_class=FailureClass.CLIENT,
        doc="https://docs.python.org/3/library/exceptions.html#os-exceptions",
        source="observed: FileNotFoundError",
        signals=(
            Signal(
                exception=(
                    "builtins.FileNotFoundError",
                    "builtins.PermissionError",
                    "builtins.IsADirectoryError",
                    "builtins.NotADirectoryError",
                )
            ),
        ),
        example=Example(exception="builtins.FileNotFoundError: [Errno 2] No such file or directory: 'photo.png'"),
    ),
    Cause(
        id="client.dependency_missing",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="observed: ImportError",
        signals=(Signal(exception=("builtins.ImportError",)),),
        example=Example(
            exception="builtins.ImportError: Neither httpx nor httpx2 is installed. Please install httpx2 or httpx."
        ),
    ),
    Cause(
        id="client.no_candidate_read",
        failure_class=FailureClass.MALFORMED_OUTPUT,
        doc=_GENAI,
        source="observed: TypeError, AttributeError or IndexError on an empty answer",
        signals=(
            Signal(
                exception=("builtins.AttributeError", "builtins.TypeError"),
                text=(
                    "'nonetype' object has no attribute 'text'",
                    "'nonetype' object has no attribute 'parts'",
                    "'nonetype' object has no attribute 'content'",
                    "'nonetype' object is not subscriptable",
                    "'nonetype' object is not iterable",
                ),
            ),
            Signal(exception=("builtins.IndexError",), text=("list index",)),
        ),
        example=Example(exception="builtins.AttributeError: 'NoneType' object has no attribute 'parts'"),
    ),
    Cause(
        id="client.refused",
        failure_class=FailureClass.CLIENT,
        doc=_GENAI,
        source="general: any other ValueError, TypeError and the like raised without an answer",
        signals=(
            Signal(
                exception=(
                    "builtins.ValueError",
                    "builtins.TypeError",
                    "builtins.LookupError",
                    "builtins.AttributeError",
                    "builtins.RuntimeError",
                    "builtins.AssertionError",
                    "builtins.NameError",
                    "builtins.ArithmeticError",
                    "builtins.MemoryError",
                    "builtins.SyntaxError",
                    "gigachat.GigaChatException",
                ),
                general=True,
            ),
        ),
        example=Example(exception="builtins.ValueError: Unsupported content part type: <class 'set'>"),
    ),
)
