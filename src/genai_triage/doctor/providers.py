"""The services: whether a key is set, and for which endpoint; whether GigaChat's root certificate is trusted.

No value of a key is read further than whether it is empty.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from genai_triage.doctor.model import Check
from genai_triage.doctor.net import shown
from genai_triage.doctor.target import Target
from genai_triage.taxonomy.texts import fix_of
from genai_triage.wrapping import any_of


def checks(target: Target) -> Iterator[Check]:
    """Yields a check of each service whose SDK is installed."""
    looks = [look for package, looks in _LOOKS.items() if package in target.versions for look in looks]
    for look in dict.fromkeys(looks):
        yield look(target)


def _gemini(target: Target) -> Check:
    env = target.environ
    if env.get("GOOGLE_GENAI_USE_VERTEXAI", "").strip().lower() in ("1", "true"):
        return _vertex(env)
    address = env.get("GOOGLE_GEMINI_BASE_URL", "")
    place = f"the Gemini Developer API{f' at {shown(address)}' if address else ''}"
    keys = [name for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY") if env.get(name)]
    if len(keys) == 2:
        text = f"two keys for {place}: GOOGLE_API_KEY is used, GEMINI_API_KEY is not."
        return Check("providers", "gemini", "warn", text, "If the other is meant, type: unset GOOGLE_API_KEY")
    if keys:
        return Check("providers", "gemini", "ok", f"{keys[0]} is set, for {place}")
    text = f"no key for {place} is in the environment."
    return Check("providers", "gemini", "warn", text, "Set GEMINI_API_KEY, unless the program passes api_key itself.")


def _vertex(env: Mapping[str, str]) -> Check:
    file = env.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    if file and not os.path.isfile(file):
        text = "Vertex AI: GOOGLE_APPLICATION_CREDENTIALS names a file that is not there."
        return Check("providers", "gemini", "fail", text, "Correct GOOGLE_APPLICATION_CREDENTIALS.")
    if not env.get("GOOGLE_CLOUD_PROJECT") and not env.get("GOOGLE_API_KEY"):
        text = "Vertex AI is chosen, and neither GOOGLE_CLOUD_PROJECT nor GOOGLE_API_KEY is set."
        return Check("providers", "gemini", "warn", text, "Set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION.")
    how = "a file of credentials" if file else "the default credentials, or a key"
    return Check("providers", "gemini", "ok", f"Vertex AI, with {how}")


def _gigachat(target: Target) -> Check:
    env = target.environ
    names = ("GIGACHAT_CREDENTIALS", "GIGACHAT_ACCESS_TOKEN", "GIGACHAT_USER", "GIGACHAT_KEY_FILE")
    found = [name for name in names if env.get(name)]
    scopes = ("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP")
    scope = env.get("GIGACHAT_SCOPE", scopes[0])
    if not found:
        fix = "Set GIGACHAT_CREDENTIALS, unless the program passes credentials itself."
        return Check("providers", "gigachat", "warn", "no credential for GigaChat is in the environment.", fix)
    if scope not in scopes:
        fix = f"Set GIGACHAT_SCOPE to {any_of(scopes)}."
        return Check("providers", "gigachat", "fail", "GIGACHAT_SCOPE is none of GigaChat's scopes.", fix)
    address = env.get("GIGACHAT_BASE_URL", "")
    place = f"GigaChat{f' at {shown(address)},' if address else ''} with the scope {scope}"
    return Check("providers", "gigachat", "ok", f"{found[0]} is set, for {place}")


def _certificate(target: Target) -> Check:
    env, roots = target.environ, target.roots
    name = "GIGACHAT_CA_BUNDLE_FILE"
    if env.get("GIGACHAT_VERIFY_SSL_CERTS", "").strip().lower() in ("0", "false", "no", "off"):
        text = "GIGACHAT_VERIFY_SSL_CERTS=false: anybody on the way can read the calls."
        return Check("providers", "certificate", "warn", text, f"Unset GIGACHAT_VERIFY_SSL_CERTS. {_fix()}")
    if name in roots and roots[name] is None:
        return Check("providers", "certificate", "fail", f"{name} names no file of certificates.", _fix())
    used = name if name in roots else "SSL_CERT_FILE" if "SSL_CERT_FILE" in roots else "certifi"
    if roots.get(used):
        return Check("providers", "certificate", "ok", f"the Russian Trusted Root CA is in {used}")
    text = f"the Russian Trusted Root CA is not in {used}, which the SDK trusts."
    return Check("providers", "certificate", "warn", text, _fix())


def _fix() -> str:
    """What the taxonomy says of a certificate that is not trusted."""
    return fix_of("network.tls_untrusted", vendor="gigachat")


_LOOKS: Final[Mapping[str, tuple[Callable[[Target], Check], ...]]] = {
    "google-genai": (_gemini,),
    "google-generativeai": (_gemini,),
    "gigachat": (_gigachat, _certificate),
}
"""What is looked at where an SDK is installed."""
