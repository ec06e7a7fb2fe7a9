"""What to do about failures without an answer, by the cause's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "network.tls_untrusted": "Give the client the root certificate it lacks: the Russian Trusted Root CA "
    "(`ca_bundle_file`) for GigaChat, your proxy's own CA (SSL_CERT_FILE) elsewhere.",
    "network.tls_failed": "Check that no proxy or firewall breaks TLS on the way and that both ends share a TLS "
    "version.",
    "network.dns": "Check the host name in the base URL and this machine's DNS: the name does not resolve.",
    "network.connect_timeout": "Open the way to the host and port (9443 for GigaChat's token endpoint) in firewall and "
    "VPN: the connection is never answered.",
    "network.refused": "Check the host and port of the base URL and any proxy: nothing listens there.",
    "network.unreachable": "Check this machine's network, VPN and IPv6 routes: there is no way to the host.",
    "network.proxy": "Check HTTPS_PROXY and the proxy's credentials: the proxy refuses the connection.",
    "network.stream_cut": "Retry, and check proxies that close long connections: the answer broke off before its end.",
    "network.reset": "Retry, and check firewalls and proxies on the way: the connection was reset.",
    "network.connect_failed": "Check the base URL, DNS, proxy and firewall: no connection to the host came about.",
    "network.read_timeout": "Raise the client's read timeout or stream the answer: the service took longer than the "
    "client waits.",
    "network.write_timeout": "Raise the client's write timeout or send a smaller request: the upload took too long.",
    "network.pool_timeout": "Raise the client's connection limits or run fewer calls at once: every connection of the "
    "pool was busy.",
    "network.timeout": "Raise the client's timeout or shorten the task: the call took longer than the client waits.",
    "network.live_handshake": "Check the key, the model and any proxy: the WebSocket handshake was refused.",
    "network.unusable_stream": "Log the raw answer: the service sent another content type than the event stream that "
    "was asked for.",
    "network.unparsable": "Log the raw answer: the service, or a proxy in front of it, sent something other than the "
    "JSON that was promised.",
    "network.transport": "Retry, and look at the exception's text for what broke between this machine and the service.",
}
