"""What answers on the way without being asked: proxies, Cloudflare, the vendors' edge, any other server.

Sources: https://wiki.squid-cache.org/Features/CustomErrors, RFC 9110 (407),
https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/, and reports.
"""

from __future__ import annotations

from typing import Any, Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal

from .known import CLOUDFLARE, GATEWAY, GATEWAYS, PROXY

_PROXIES: Final = "https://www.python-httpx.org/advanced/proxies/"
_CLOUDFLARE: Final = (
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/"
)
_CLOUDFLARE_1XXX: Final = (
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/"
)
_RFC: Final = "https://www.rfc-editor.org/rfc/rfc9110.html#name-"
_HTTP: Final = _RFC + "server-error-5xx"
_ANY_GATEWAY: Final = (GATEWAY, *(gateway.name for gateway in GATEWAYS))
# The tunnel's own answer stands in their text: https://www.rfc-editor.org/rfc/rfc9110.html#name-connect.
_TUNNEL: Final = (
    *("httpx.ProxyError", "httpx2.ProxyError", "httpcore.ProxyError", "requests.ProxyError", "urllib3.ProxyError"),
    *("*.ProxyError", "aiohttp.ClientHttpProxyError", "websockets.ProxyError", "websockets.InvalidProxyStatus"),
)
_NGINX: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def _row(
    name: str,
    failure_class: FailureClass,
    *signals: Signal,
    http: int,
    body: Any,
    doc: str,
    source: str,
    headers: dict[str, str] | None = None,
    owner: Owner | None = None,
    retryable: bool | None = None,
) -> Cause:
    return Cause(
        id=f"gateway.{name}",
        failure_class=failure_class,
        doc=doc,
        source=source,
        signals=signals,
        example=Example(http=http, body=body, headers=headers or {}),
        owner=failure_class.owner if owner is None else owner,
        retryable=failure_class.retryable if retryable is None else retryable,
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _row(
        "proxy_login",
        FailureClass.NETWORK,
        Signal(hop=(PROXY,), status=("407",)),
        Signal(status=("407",)),
        Signal(hop=(PROXY,), text=("err_cache_access_denied", "proxy authentication required")),
        Signal(
            exception=_TUNNEL,
            text=("407", "proxy authentication required"),
        ),
        Signal(exception=("builtins.Exception",), text=("proxy authentication required",)),
        http=407,
        body="<html><head><title>407 Proxy Authentication Required</title></head></html>",
        headers={"proxy-authenticate": 'Basic realm="proxy"'},
        doc=_PROXIES,
        source="observed: 407 of a company's proxy",
        retryable=False,
    ),
    _row(
        "proxy_lost",
        FailureClass.NETWORK,
        Signal(
            hop=(PROXY,),
            text=(
                "err_dns_fail",
                "err_connect_fail",
                "err_read_timeout",
                "err_read_error",
                "err_zero_size_object",
                "err_secure_connect_fail",
                "err_cannot_forward",
                "err_lifetime_exp",
            ),
        ),
        http=503,
        body="<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body "
        "id=ERR_DNS_FAIL></body></html>",
        headers={"x-squid-error": "ERR_DNS_FAIL 0"},
        doc="https://wiki.squid-cache.org/SquidFaq/TroubleShooting",
        source="observed: a proxy that does not reach the host",
    ),
    _row(
        "proxy_refused",
        FailureClass.NETWORK,
        Signal(hop=(PROXY,)),
        Signal(exception=_TUNNEL, text=("403", "forbidden", "access denied", "451")),
        http=403,
        body="<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body "
        "id=ERR_ACCESS_DENIED><p>Access Denied.</p></body></html>",
        headers={"server": "squid/5.7", "x-squid-error": "ERR_ACCESS_DENIED 0"},
        doc=_PROXIES,
        source="observed: a proxy's own page",
        retryable=False,
    ),
    _row(
        "cloudflare_limit",
        FailureClass.RATE_LIMIT,
        Signal(hop=(CLOUDFLARE,), status=("429",)),
        Signal(hop=(CLOUDFLARE,), text=("error code: 1015", "you are being rate limited")),
        http=429,
        body="error code: 1015",
        headers={"server": "cloudflare", "cf-ray": "8c0000000000abcd-FRA"},
        doc=_CLOUDFLARE_1XXX,
        source="observed: Cloudflare's error 1015",
    ),
    _row(
        "origin_tls",
        FailureClass.NETWORK,
        Signal(hop=(CLOUDFLARE,), status=("525", "526")),
        Signal(status=("525", "526")),
        http=526,
        body="error code: 526",
        doc=_CLOUDFLARE,
        source="observed: Cloudflare's 525 and 526",
        retryable=False,
    ),
    _row(
        "origin_timeout",
        FailureClass.TIMEOUT,
        Signal(hop=(CLOUDFLARE,), status=("524",)),
        Signal(status=("524",)),
        http=524,
        body="error code: 524",
        doc=_CLOUDFLARE,
        source="observed: Cloudflare's 524",
    ),
    _row(
        "origin_unreachable",
        FailureClass.NETWORK,
        Signal(hop=(CLOUDFLARE,), status=("521", "523", "530")),
        Signal(status=("521", "523", "530")),
        Signal(hop=(CLOUDFLARE,), text=("error code: 1016", "error code: 1033")),
        http=521,
        body="error code: 521",
        doc=_CLOUDFLARE,
        source="observed: Cloudflare's 521, 523 and 530",
    ),
    _row(
        "origin_fault",
        FailureClass.OVERLOADED,
        Signal(hop=(CLOUDFLARE,), status=("500", "502", "503", "504", "520", "522", "527")),
        Signal(status=("520", "522", "527")),
        http=520,
        body="error code: 520",
        doc=_CLOUDFLARE,
        source="observed: Cloudflare's 520, 522 and 527, and its 502 to 504",
    ),
    _row(
        "cloudflare_refused",
        FailureClass.PERMISSION,
        Signal(hop=(CLOUDFLARE,)),
        http=403,
        body="<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>",
        headers={"server": "cloudflare", "cf-ray": "8c0000000000abcd-FRA", "content-type": "text/html"},
        doc=_CLOUDFLARE_1XXX,
        source="observed: Cloudflare's challenge and block pages",
        owner=Owner.CALLER,
    ),
    _row(
        "fault",
        FailureClass.INTERNAL,
        Signal(hop=_ANY_GATEWAY, status=("500", "502")),
        Signal(hop=_ANY_GATEWAY, fact=("function_crashed",)),
        http=500,
        body={"errorType": "Error", "errorMessage": "An unknown error has occurred"},
        doc=_HTTP,
        source="observed: a fault of a server on the way, a serverless function's for one",
    ),
    _row(
        "unavailable",
        FailureClass.OVERLOADED,
        Signal(hop=_ANY_GATEWAY, status=("503", "529")),
        http=503,
        body=_NGINX.format("503 Service Temporarily Unavailable"),
        doc=_HTTP,
        source="observed: a server on the way that does not reach the one behind it",
    ),
    _row(
        "timeout",
        FailureClass.TIMEOUT,
        Signal(hop=_ANY_GATEWAY, status=("504", "408", "DEADLINE_EXCEEDED")),
        Signal(hop=_ANY_GATEWAY, text=("task timed out", "function_invocation_timeout", "upstream request timeout")),
        http=504,
        body=_NGINX.format("504 Gateway Time-out"),
        doc=_HTTP,
        source="observed: the time limit of a server on the way",
    ),
    _row(
        "limit",
        FailureClass.RATE_LIMIT,
        Signal(hop=_ANY_GATEWAY, status=("429",)),
        http=429,
        body=_NGINX.format("429 Too Many Requests"),
        doc="https://www.rfc-editor.org/rfc/rfc6585.html#section-4",
        source="observed: the rate limit of a server on the way",
    ),
    _row(
        "too_large",
        FailureClass.TOO_LARGE,
        Signal(hop=_ANY_GATEWAY, status=("413", "414", "431")),
        http=413,
        body=_NGINX.format("413 Request Entity Too Large"),
        doc="https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
        source="observed: the size limit of a server on the way",
    ),
    _row(
        "payment",
        FailureClass.BILLING,
        Signal(hop=_ANY_GATEWAY, status=("402",)),
        http=402,
        body=_NGINX.format("402 Payment Required"),
        doc=_RFC + "402-payment-required",
        source="observed: the account at a server on the way",
        owner=Owner.CALLER,
    ),
    _row(
        "key",
        FailureClass.AUTH,
        Signal(hop=_ANY_GATEWAY, status=("401",)),
        http=401,
        body=_NGINX.format("401 Authorization Required"),
        doc=_RFC + "401-unauthorized",
        source="observed: a server on the way that wants a key of its own",
        owner=Owner.CALLER,
    ),
    _row(
        "denied",
        FailureClass.PERMISSION,
        Signal(hop=_ANY_GATEWAY, status=("403",)),
        http=403,
        body=_NGINX.format("403 Forbidden"),
        doc=_RFC + "403-forbidden",
        source="observed: a server on the way that refuses",
        owner=Owner.CALLER,
    ),
    _row(
        "route",
        FailureClass.NOT_FOUND,
        Signal(hop=_ANY_GATEWAY, status=("404", "405")),
        http=404,
        body=_NGINX.format("404 Not Found"),
        doc=_RFC + "404-not-found",
        source="observed: a server on the way that has no such address",
    ),
)
