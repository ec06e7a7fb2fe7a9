"""The classes of exceptions by name alone: a traceback is read where none of their libraries is installed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

_STANDARD: Final = frozenset(
    {
        *("builtins", "asyncio.exceptions", "asyncio", "concurrent.futures", "concurrent.futures._base", "http.client"),
        *("json.decoder", "json", "socket", "ssl", "subprocess", "urllib.error", "zlib", "binascii"),
    }
)
"""Modules of the standard library whose classes are looked at as they are: to import one does nothing else."""
_SPECIAL: Final = frozenset({"ExceptionGroup", "BaseExceptionGroup"})
"""Classes that cannot be made of a text."""

_HTTPX: Final = (
    "HTTPError:Exception RequestError:HTTPError HTTPStatusError:HTTPError InvalidURL:Exception "
    "CookieConflict:Exception TransportError:RequestError DecodingError:RequestError TooManyRedirects:RequestError "
    "TimeoutException:TransportError NetworkError:TransportError ProtocolError:TransportError "
    "ProxyError:TransportError UnsupportedProtocol:TransportError SSEError:TransportError "
    "ConnectTimeout:TimeoutException ReadTimeout:TimeoutException WriteTimeout:TimeoutException "
    "PoolTimeout:TimeoutException ConnectError:NetworkError ReadError:NetworkError WriteError:NetworkError "
    "CloseError:NetworkError LocalProtocolError:ProtocolError RemoteProtocolError:ProtocolError "
    "StreamError:RuntimeError StreamConsumed:StreamError StreamClosed:StreamError ResponseNotRead:StreamError "
    "RequestNotRead:StreamError"
)
_OPENAI: Final = (
    "APIStatusError:APIError APIResponseValidationError:APIError APIConnectionError:APIError "
    "APITimeoutError:APIConnectionError APIWebSocketError:APIConnectionError BadRequestError:APIStatusError "
    "AuthenticationError:APIStatusError PermissionDeniedError:APIStatusError NotFoundError:APIStatusError "
    "ConflictError:APIStatusError UnprocessableEntityError:APIStatusError RateLimitError:APIStatusError "
    "InternalServerError:APIStatusError"
)
_TABLES: Final[tuple[tuple[str, str], ...]] = (
    (
        "google.genai.errors",
        "APIError:Exception ClientError:APIError ServerError:APIError UnknownFunctionCallArgumentError:ValueError "
        "UnsupportedFunctionError:ValueError FunctionInvocationError:ValueError UnknownApiResponseError:ValueError "
        "ContinuationInterruptedError:Exception",
    ),
    (
        "google.genai",
        "GeminiNextGenAPIClientError:Exception APIError:GeminiNextGenAPIClientError GenAiError:Exception "
        f"NoResponseError:Exception ResponseValidationError:GenAiError {_OPENAI}",
    ),
    (
        "google.api_core",
        "GoogleAPIError:Exception DuplicateCredentialArgs:GoogleAPIError RetryError:GoogleAPIError "
        "GoogleAPICallError:GoogleAPIError Redirection:GoogleAPICallError MovedPermanently:Redirection "
        "NotModified:Redirection TemporaryRedirect:Redirection ResumeIncomplete:Redirection "
        "ClientError:GoogleAPICallError BadRequest:ClientError InvalidArgument:BadRequest "
        "FailedPrecondition:BadRequest OutOfRange:BadRequest Unauthorized:ClientError Unauthenticated:Unauthorized "
        "Forbidden:ClientError PermissionDenied:Forbidden NotFound:ClientError MethodNotAllowed:ClientError "
        "Conflict:ClientError AlreadyExists:Conflict Aborted:Conflict LengthRequired:ClientError "
        "PreconditionFailed:ClientError RequestRangeNotSatisfiable:ClientError TooManyRequests:ClientError "
        "ResourceExhausted:TooManyRequests Cancelled:ClientError ServerError:GoogleAPICallError "
        "InternalServerError:ServerError Unknown:ServerError DataLoss:ServerError MethodNotImplemented:ServerError "
        "BadGateway:ServerError ServiceUnavailable:ServerError GatewayTimeout:ServerError "
        "DeadlineExceeded:GatewayTimeout",
    ),
    (
        "google.auth",
        "GoogleAuthError:Exception TransportError:GoogleAuthError RefreshError:GoogleAuthError "
        "UserAccessTokenError:GoogleAuthError DefaultCredentialsError:GoogleAuthError "
        "MutualTLSChannelError:GoogleAuthError ClientCertError:GoogleAuthError OAuthError:GoogleAuthError "
        "ReauthFailError:RefreshError ReauthSamlChallengeFailError:ReauthFailError "
        "MalformedError:DefaultCredentialsError,ValueError InvalidResource:DefaultCredentialsError,ValueError "
        "InvalidOperation:DefaultCredentialsError,ValueError InvalidValue:DefaultCredentialsError,ValueError "
        "InvalidType:DefaultCredentialsError,TypeError OSError:DefaultCredentialsError,builtins.OSError "
        "TimeoutError:GoogleAuthError ResponseError:GoogleAuthError",
    ),
    (
        "gigachat",
        "GigaChatException:Exception ResponseError:GigaChatException BadRequestError:ResponseError "
        "AuthenticationError:ResponseError ForbiddenError:ResponseError NotFoundError:ResponseError "
        "RequestEntityTooLargeError:ResponseError UnprocessableEntityError:ResponseError "
        "RateLimitError:ResponseError ServerError:ResponseError LengthFinishReasonError:GigaChatException "
        "ContentFilterFinishReasonError:GigaChatException ModelNotSpecifiedError:GigaChatException",
    ),
    ("httpx", _HTTPX),
    ("httpx2", _HTTPX),
    (
        "httpcore",
        "NetworkError:Exception ProtocolError:Exception TimeoutException:Exception ProxyError:Exception "
        "UnsupportedProtocol:Exception ConnectionNotAvailable:Exception ConnectError:NetworkError "
        "ReadError:NetworkError WriteError:NetworkError ConnectTimeout:TimeoutException ReadTimeout:TimeoutException "
        "WriteTimeout:TimeoutException PoolTimeout:TimeoutException LocalProtocolError:ProtocolError "
        "RemoteProtocolError:ProtocolError",
    ),
    (
        "aiohttp",
        "ClientError:Exception ClientResponseError:ClientError ContentTypeError:ClientResponseError "
        "WSServerHandshakeError:ClientResponseError ClientHttpProxyError:ClientResponseError "
        "TooManyRedirects:ClientResponseError ClientConnectionError:ClientError "
        "ClientConnectionResetError:ClientConnectionError,ConnectionResetError "
        "ClientOSError:ClientConnectionError,OSError ClientConnectorError:ClientOSError "
        "ClientConnectorDNSError:ClientConnectorError ClientProxyConnectionError:ClientConnectorError "
        "UnixClientConnectorError:ClientConnectorError ServerConnectionError:ClientConnectionError "
        "ServerDisconnectedError:ServerConnectionError ServerTimeoutError:ServerConnectionError,TimeoutError "
        "ConnectionTimeoutError:ServerTimeoutError SocketTimeoutError:ServerTimeoutError "
        "ServerFingerprintMismatch:ServerConnectionError ClientPayloadError:ClientError "
        "InvalidURL:ClientError,ValueError InvalidUrlClientError:InvalidURL NonHttpUrlClientError:ClientError "
        "RedirectClientError:ClientError InvalidUrlRedirectClientError:InvalidUrlClientError,RedirectClientError "
        "NonHttpUrlRedirectClientError:NonHttpUrlClientError,RedirectClientError WSMessageTypeError:TypeError "
        "UploadAbortedError:ClientError "
        "ClientSSLError:ClientConnectorError ClientConnectorSSLError:ClientSSLError,ssl.SSLError "
        "ClientConnectorCertificateError:ClientSSLError,ssl.SSLCertVerificationError WebSocketError:Exception "
        "EofStream:Exception",
    ),
    (
        "requests",
        "RequestException:OSError InvalidJSONError:RequestException "
        "JSONDecodeError:InvalidJSONError,json.JSONDecodeError HTTPError:RequestException "
        "ConnectionError:RequestException ProxyError:ConnectionError SSLError:ConnectionError "
        "Timeout:RequestException ConnectTimeout:ConnectionError,Timeout ReadTimeout:Timeout "
        "URLRequired:RequestException TooManyRedirects:RequestException MissingSchema:RequestException,ValueError "
        "InvalidSchema:RequestException,ValueError InvalidURL:RequestException,ValueError "
        "InvalidHeader:RequestException,ValueError InvalidProxyURL:InvalidURL "
        "ChunkedEncodingError:RequestException ContentDecodingError:RequestException,urllib3.exceptions.HTTPError "
        "StreamConsumedError:RequestException,TypeError RetryError:RequestException",
    ),
    (
        "urllib3",
        "HTTPError:Exception PoolError:HTTPError RequestError:PoolError SSLError:HTTPError ProxyError:HTTPError "
        "DecodeError:HTTPError ProtocolError:HTTPError ConnectionError:HTTPError MaxRetryError:RequestError "
        "TimeoutError:HTTPError ReadTimeoutError:TimeoutError,RequestError ConnectTimeoutError:TimeoutError "
        "NewConnectionError:ConnectTimeoutError NameResolutionError:NewConnectionError EmptyPoolError:PoolError "
        "FullPoolError:PoolError ClosedPoolError:PoolError LocationValueError:ValueError,HTTPError "
        "LocationParseError:LocationValueError ResponseError:HTTPError "
        "IncompleteRead:HTTPError,http.client.IncompleteRead "
        "InvalidChunkLength:HTTPError,http.client.IncompleteRead",
    ),
    (
        "websockets",
        "WebSocketException:Exception ConnectionClosed:WebSocketException ConnectionClosedOK:ConnectionClosed "
        "ConnectionClosedError:ConnectionClosed InvalidURI:WebSocketException InvalidProxy:WebSocketException "
        "InvalidHandshake:WebSocketException SecurityError:InvalidHandshake ProxyError:InvalidHandshake "
        "InvalidProxyMessage:ProxyError InvalidProxyStatus:ProxyError InvalidMessage:InvalidHandshake "
        "InvalidStatus:InvalidHandshake InvalidStatusCode:InvalidHandshake InvalidHeader:InvalidHandshake "
        "InvalidUpgrade:InvalidHandshake NegotiationError:InvalidHandshake ProtocolError:WebSocketException "
        "PayloadTooBig:WebSocketException ConcurrencyError:WebSocketException,RuntimeError",
    ),
    (
        "grpc",
        "RpcError:Exception _InactiveRpcError:RpcError _MultiThreadedRendezvous:RpcError "
        "_SingleThreadedRendezvous:RpcError _Rendezvous:RpcError AioRpcError:RpcError "
        "FutureTimeoutError:Exception FutureCancelledError:Exception",
    ),
    ("openai", f"OpenAIError:Exception APIError:OpenAIError {_OPENAI}"),
    ("pydantic_core", "ValidationError:ValueError"),
    ("pydantic", "ValidationError:ValueError"),
    ("simplejson", "JSONDecodeError:ValueError"),
    ("orjson", "JSONDecodeError:json.JSONDecodeError"),
)
"""Bases by class, for the modules whose names begin so; of two beginnings the longer one stands first."""


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...]:
    return tuple(
        (
            prefix,
            {name: tuple(bases.split(",")) for name, _, bases in (entry.partition(":") for entry in table.split())},
        )
        for prefix, table in _TABLES
    )


def is_known(module: str, name: str) -> bool:
    """Whether the class is one of a library that calls are made with, or of the standard library."""
    return _table_of(module, name) is not None or _standard_class(module, name) is not None


def is_of_libraries(module: str) -> bool:
    """Whether a module is one of the libraries that calls are made with."""
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix, _ in _TABLES)


@lru_cache(maxsize=256)
def class_of(module: str, name: str) -> type[BaseException]:
    """Makes a class of this name, with the bases that it has where its library is installed."""
    known = _table_of(module, name)
    if known is not None:
        bases = tuple(_base(module, base) for base in known[name])
        return _made(module, name, bases)
    found = _standard_class(module, name)
    return found if found is not None else _made(module or "builtins", name, (Exception,))


def _made(module: str, name: str, bases: tuple[type[BaseException], ...]) -> type[BaseException]:
    made: Any = type(name, bases, {"__module__": module})
    kind: type[BaseException] = made
    return kind


def _base(module: str, base: str) -> type[BaseException]:
    path, _, name = base.rpartition(".")
    if path:
        return class_of(path, name)
    known = _table_of(module, name)
    return class_of(module, name) if known is not None else class_of("builtins", name)


def _table_of(module: str, name: str) -> Mapping[str, tuple[str, ...]] | None:
    for prefix, table in _tables():
        if (module == prefix or module.startswith(f"{prefix}.")) and name in table:
            return table
    return None


def _standard_class(module: str, name: str) -> type[BaseException] | None:
    if (module or "builtins") not in _STANDARD or name in _SPECIAL:
        return None
    found = getattr(importlib.import_module(module or "builtins"), name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
