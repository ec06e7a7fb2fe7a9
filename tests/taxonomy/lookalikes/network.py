"""Texts like those of failures without an answer: TLS, names, connections, streams, time limits."""

from __future__ import annotations

from typing import Final

_VALUE: Final = "raise builtins.ValueError"
_CONNECT: Final = "raise httpx.ConnectError"
_READ: Final = "raise httpx.ReadError"

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "network.tls_client_refused": [
        (_READ, "[Errno 104] Connection reset by peer"),
        (_VALUE, "The alert of the monitoring is unknown"),
        ("UNAVAILABLE", "The certificate of the course is not needed"),
    ],
    "network.tls_expired": [
        (_CONNECT, "certificate verify failed: self-signed certificate"),
        (_VALUE, "The gift certificate expires in May"),
    ],
    "network.tls_hostname": [
        (_CONNECT, "certificate verify failed: certificate has expired"),
        (_VALUE, "The name of the host in the story is a mismatch"),
    ],
    "network.tls_not_spoken": [
        (_CONNECT, "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1000)"),
        (_VALUE, "The version number of the document is wrong"),
    ],
    "network.tls_settings": [
        (_VALUE, "unsupported protocol: the scheme must be https"),
        (_VALUE, "no ciphers available in the exercise"),
    ],
    "client.tls_key_pair": [
        (_VALUE, "The keys and values of the table do not match"),
        ("raise ssl.SSLError", "[SSL: BAD_DECRYPT] bad decrypt"),
    ],
    "client.tls_password": [
        (_VALUE, "The decrypted text is bad"),
        ("raise ssl.SSLError", "[X509: KEY_VALUES_MISMATCH] key values mismatch"),
    ],
    "client.tls_file": [
        (_VALUE, "The line of the diagram has no start"),
        ("raise ssl.SSLError", "[SSL: BAD_DECRYPT] bad decrypt"),
    ],
    "network.tls_untrusted_grpc": [
        ("UNAVAILABLE", "failed to connect to all addresses"),
        ("INTERNAL", "The self-signed letter could not be read"),
    ],
    "network.tls_untrusted": [
        (_CONNECT, "[Errno 111] Connection refused"),
        (_VALUE, "The issuer of the bond is local"),
    ],
    "network.tls_failed": [
        (_CONNECT, "All connection attempts failed"),
        (_VALUE, "The handshake in the picture is blurred"),
    ],
    "network.dns": [
        (_CONNECT, "[Errno 111] Connection refused"),
        (_VALUE, "The name of the service is not known to this tool"),
        ("UNAVAILABLE", "The resolution of the picture failed"),
    ],
    "network.connect_timeout": [
        ("raise httpx.ReadTimeout", "The read operation timed out"),
        (_VALUE, "The connection of ideas timed badly"),
    ],
    "network.refused": [
        (_READ, "[Errno 104] Connection reset by peer"),
        (_VALUE, "The connection between the texts was refused by the reviewer"),
    ],
    "network.unreachable": [
        (_CONNECT, "[Errno 111] Connection refused"),
        (_VALUE, "The neural network reaches no result"),
    ],
    "network.proxy": [
        (_CONNECT, "[Errno 111] Connection refused"),
        (_VALUE, "The tunnel in the picture has no connection"),
    ],
    "network.stream_cut": [
        (_READ, "[Errno 104] Connection reset by peer"),
        (_VALUE, "The reading of the book is incomplete"),
    ],
    "network.reset": [
        ("raise httpx.RemoteProtocolError", "peer closed connection without sending complete message body"),
        (_VALUE, "The pipe in the picture was broken"),
    ],
    "network.connect_failed": [
        (_CONNECT, "[Errno -2] Name or service not known"),
        (_VALUE, "The attempts to connect the two ideas failed"),
        ("UNAVAILABLE", "The service is currently unavailable."),
    ],
    "network.read_timeout": [
        ("raise httpx.WriteTimeout", "The write operation timed out"),
        (_VALUE, "The reading time of the text is out of range"),
    ],
    "network.write_timeout": [
        ("raise httpx.ReadTimeout", "The read operation timed out"),
        (_VALUE, "The writing of the operation's name is wrong"),
    ],
    "network.timeout": [
        ("raise httpx.ConnectTimeout", "timed out"),
        (_VALUE, "The deadline of the essay must be a date"),
    ],
    "network.unusable_stream": [
        (_VALUE, "Expected a response of type str"),
        ("raise httpx.NetworkError", "The content-type header is missing"),
    ],
    "network.unparsable": [
        (_VALUE, "The response must be a string"),
        (_VALUE, "Expecting a value for the parameter"),
    ],
}
