"""What to do about failures without an answer, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "network.tls_untrusted": "Give the client your proxy's or company's root certificate (SSL_CERT_FILE); `openssl "
    "s_client -connect HOST:443 -showcerts` shows who signed what arrives.",
    "network.tls_failed": "Check proxy, firewall and VPN on the way to the host and port (`openssl s_client "
    "-connect HOST:443` shows who answers): the TLS handshake was cut.",
    "network.dns": "Check the host name in the base URL and this machine's DNS (`getent hosts HOST`): the name does "
    "not resolve.",
    "network.connect_timeout": "Open the way to the host and port of the base URL in firewall and VPN (`curl -v` "
    "shows it): the connection is never answered.",
    "network.tls_not_spoken": "Correct the port or the scheme (`https://` in the base URL, `http://` in HTTPS_PROXY): "
    "what listens there speaks no TLS.",
    "network.tls_settings": "Update OpenSSL and the proxy or gateway on the way until both share a TLS version and "
    "ciphers: `openssl s_client -connect HOST:443` shows what the other side offers.",
    "network.refused": "Check the host and port of the base URL and of the proxy (HTTPS_PROXY): nothing listens there.",
    "network.unreachable": "Check this machine's network, VPN and IPv6 routes: there is no way to the host.",
    "network.proxy": "Check host, port and login in HTTPS_PROXY, and have the proxy's administrator allow the API's "
    "host: the proxy refused the connection.",
    "network.stream_cut": "Retry, and check proxies that close long connections: the answer broke off before its end.",
    "network.reset": "Retry, and check firewalls and proxies on the way: the connection was reset.",
    "network.connect_failed": "Check the base URL, DNS, proxy and firewall: no connection to the host came about.",
    "network.read_timeout": "Raise the client's read timeout or stream the answer: the service took longer than the "
    "client waits.",
    "network.write_timeout": "Raise the client's write timeout or send a smaller request: the upload took too long.",
    "network.pool_timeout": "Raise the client's connection limits or run fewer calls at once: every connection of "
    "the pool was busy.",
    "network.timeout": "Raise the client's timeout or shorten the task: the call took longer than the client waits.",
    "network.live_handshake": "Check the base URL, and that proxies on the way let WebSockets through: the "
    "handshake got no answer of the Live API.",
    "network.unusable_stream": "Make the same call without streaming and read what it returns: JSON came in place "
    "of the event stream that was asked for.",
    "network.unparsable": "Call the base URL with `curl -i` from this host to see who answers: a page, or broken "
    "text, came in place of JSON from the service or from a proxy before it.",
    "network.transport": "Retry, and look at the exception's text for what broke between this machine and the service.",
    "network.tls_expired": "Check this machine's clock first, then whose certificate expired (`openssl s_client "
    "-connect HOST:443 | openssl x509 -noout -dates`): the host's, a proxy's, or one in your CA bundle.",
    "network.tls_hostname": "Correct the host in the base URL, or the proxy that answers for it: the certificate is "
    "another name's (`openssl s_client -connect HOST:443 | openssl x509 -noout -ext subjectAltName`).",
    "network.tls_client_refused": "Send a client certificate that the other side trusts and that is not expired "
    "(`openssl x509 -in cert.pem -noout -issuer -dates`): it refused the one sent, or none was.",
    "network.tls_client_refused@gigachat": "Pass the client certificate that Sber issued as `cert_file` and its key "
    "as `key_file` (`openssl x509 -in cert.pem -noout -issuer -dates`): the service refused the one sent, or none "
    "was.",
    "client.tls_key_pair": "Pass a certificate and a private key that belong together: `openssl x509 -in cert.pem "
    "-noout -pubkey` and `openssl pkey -in key.pem -pubout` must print the same.",
    "client.tls_key_pair@gigachat": "Pass a `cert_file` and a `key_file` that belong together: `openssl x509 -in "
    "cert.pem -noout -pubkey` and `openssl pkey -in key.pem -pubout` must print the same.",
    "client.tls_password": "Pass the password of the private key, or take it off with `openssl pkey -in key.pem "
    "-out plain.pem`: it does not open the key.",
    "client.tls_password@gigachat": "Pass the password of the private key as `key_file_password`, or take it off "
    "with `openssl pkey -in key.pem -out plain.pem`: it does not open the key.",
    "client.tls_file": "Replace the certificate, key or CA bundle by one that `openssl x509 -in FILE -noout "
    "-subject` can read: it must be PEM, whole, and in the path given.",
    "network.tls_untrusted@gigachat": "Pass the Russian Trusted Root CA as `ca_bundle_file` "
    "(GIGACHAT_CA_BUNDLE_FILE), with your proxy's own root behind one: the certificate's signer is not trusted here.",
    "network.tls_untrusted_grpc": "Give gRPC your proxy's or company's root certificate "
    "(GRPC_DEFAULT_SSL_ROOTS_FILE_PATH, or `ssl_channel_credentials`): it does not read SSL_CERT_FILE.",
    "network.tls_untrusted_grpc@gigachat": "Pass the Russian Trusted Root CA to `grpc.ssl_channel_credentials`, or "
    "set GRPC_DEFAULT_SSL_ROOTS_FILE_PATH to its file: gRPC does not read SSL_CERT_FILE.",
    "network.connect_timeout@gigachat": "Open the way to port 443, and 9443 for tokens (ngw.devices.sberbank.ru), "
    "in firewall and VPN: the connection is never answered.",
}
