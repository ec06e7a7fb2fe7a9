"""Causes of TLS, each with the command that shows it: the root, the host's name, the time, the client's certificate."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal

from .common import ANY

_SSL: Final = "https://www.python-httpx.org/advanced/ssl/"
_OPENSSL: Final = "https://docs.openssl.org/master/man1/openssl-s_client/"
_LIBRARY: Final = "https://docs.python.org/3/library/ssl.html#ssl.SSLContext.load_cert_chain"
_GATEWAY: Final = ("UNAVAILABLE", "503", "UNKNOWN", "INTERNAL", "500")
# Of these classes the text is read first: they are raised for every cause below.
_RAISED: Final = (
    "ssl.SSLCertVerificationError",
    "ssl.SSLError",
    "aiohttp.ClientConnectorCertificateError",
    "aiohttp.ClientConnectorSSLError",
    "aiohttp.ClientSSLError",
    "requests.SSLError",
    "urllib3.SSLError",
    "*.ConnectError",
    "*.ReadError",
    "*.WriteError",
    "*.RemoteProtocolError",
)


def _row(
    name: str,
    *text: str,
    example: str,
    failure_class: FailureClass = FailureClass.NETWORK,
    doc: str = _OPENSSL,
    subject: tuple[str, ...] = (),
) -> Cause:
    return Cause(
        id=name,
        failure_class=failure_class,
        owner=Owner.CALLER,
        retryable=False,
        doc=doc,
        source="observed: OpenSSL's own text",
        signals=(
            Signal(exception=_RAISED, text=text, subject=subject),
            Signal(exception=ANY, text=text, subject=subject),
            Signal(status=_GATEWAY, text=text, subject=subject),
        ),
        example=Example(exception=example),
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _row(
        "network.tls_client_refused",
        "alert unknown ca",
        "alert_unknown_ca",
        "alert bad certificate",
        "alert_bad_certificate",
        "alert certificate required",
        "alert_certificate_required",
        "certificate_required",
        "alert certificate unknown",
        "alert_certificate_unknown",
        "alert certificate revoked",
        "alert_certificate_revoked",
        "alert certificate expired",
        "alert unsupported certificate",
        "alert access denied",
        "no required ssl certificate was sent",
        "the ssl certificate error",
        example="httpx.ReadError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2580)",
    ),
    _row(
        "network.tls_expired",
        "certificate has expired",
        "certificate is not yet valid",
        "certificate expired",
        "certificate_expired",
        example="httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has "
        "expired (_ssl.c:1006)",
    ),
    _row(
        "network.tls_hostname",
        "hostname mismatch",
        "doesn't match either of",
        "doesn't match '",
        "certificate is not valid for",
        "ip address mismatch",
        "no alternative certificate subject name matches",
        "peer name ",
        example="httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, "
        "certificate is not valid for 'api.giga.chat'. (_ssl.c:1006)",
    ),
    _row(
        "network.tls_not_spoken",
        "wrong version number",
        "wrong_version_number",
        "record layer failure",
        "record_layer_failure",
        "[ssl: http_request]",
        "https_proxy_request",
        "packet length too long",
        example="ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
    ),
    _row(
        "network.tls_settings",
        "unsafe legacy renegotiation",
        "unsafe_legacy_renegotiation",
        "unsupported protocol",
        "unsupported_protocol",
        "alert protocol version",
        "alert_protocol_version",
        "alert insufficient security",
        "alert_insufficient_security",
        "no shared cipher",
        "no_shared_cipher",
        "no ciphers available",
        "no_ciphers_available",
        "no protocols available",
        "no_protocols_available",
        "dh key too small",
        "dh_key_too_small",
        "ee key too small",
        "ee_key_too_small",
        example="httpx.ConnectError: [SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled "
        "(_ssl.c:1007)",
        subject=("ssl", "tls"),
    ),
    _row(
        "client.tls_key_pair",
        "key values mismatch",
        "key_values_mismatch",
        "key type mismatch",
        "private key does not match",
        failure_class=FailureClass.CLIENT,
        doc=_LIBRARY,
        example="ssl.SSLError: [X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:3874)",
    ),
    _row(
        "client.tls_password",
        "bad decrypt",
        "bad_decrypt",
        "bad password read",
        "bad_password_read",
        "problems getting password",
        "mac verify failure",
        "invalid password or pkcs12",
        failure_class=FailureClass.CLIENT,
        doc=_LIBRARY,
        example="ssl.SSLError: [SSL: BAD_DECRYPT] bad decrypt (_ssl.c:3900)",
    ),
    _row(
        "client.tls_file",
        "pem lib",
        "no start line",
        "no_start_line",
        "no certificate or crl found",
        "tls ca certificate bundle, invalid path",
        "not enough data: cadata",
        "[x509] ",
        "invalid cert chain file",
        "invalid private key",
        "failed to load root certificates",
        "could not load pem",
        "ca md too weak",
        failure_class=FailureClass.CLIENT,
        doc=_LIBRARY,
        example="ssl.SSLError: [SSL] PEM lib (_ssl.c:3926)",
    ),
    Cause(
        id="network.tls_untrusted_grpc",
        failure_class=FailureClass.NETWORK,
        owner=Owner.CALLER,
        retryable=False,
        doc="https://grpc.io/docs/guides/auth/",
        source="observed: gRPC's UNAVAILABLE on a certificate that it does not trust",
        signals=(
            Signal(
                status=_GATEWAY,
                text=(
                    "certificate_verify_failed",
                    "certificate verify failed",
                    "self-signed certificate",
                    "self signed certificate",
                    "unable to get local issuer certificate",
                    "unable to get issuer certificate",
                ),
            ),
        ),
        example=Example(
            grpc=(
                "UNAVAILABLE",
                "failed to connect to all addresses; last error: UNKNOWN: ipv4:10.0.0.1:443: Ssl handshake failed: "
                "SSL_ERROR_SSL: error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: self signed "
                "certificate in certificate chain",
            )
        ),
    ),
)
