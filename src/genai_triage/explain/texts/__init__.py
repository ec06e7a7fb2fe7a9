"""What the command says of its own, in the languages of the taxonomy's texts.

English stands here. Another language is a module of this folder, named like the language, whose `TEXTS` has the same
keys with the same placeholders; what it lacks is said in English. Fixes and meanings are `taxonomy.texts`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from genai_triage.taxonomy.texts import ENGLISH

TEXTS: Final[Mapping[str, str]] = {
    "owner": "owner",
    "means": "means",
    "do": "do",
    "do_unknown": "Judge by what is known above, and try it again; "
    "if it stays, paste the facts below into a report to the maintainers of genai-triage.",
    "see": "see",
    "sure": "how sure",
    "said": "it said",
    "facts": "facts",
    "else": "or else",
    "provider": "provider",
    "causes": "causes",
    "retryable": "{owner}; a retry may help",
    "not_retryable": "{owner}; a retry does not help",
    "owner_account": "whoever owns the account, its keys and its plan",
    "owner_caller": "whoever wrote the application",
    "owner_content": "whoever wrote the prompt",
    "owner_provider": "Google or Sber",
    "owner_network": "whoever runs the network",
    "owner_unknown": "not known",
    "certain": "certain",
    "likely": "likely",
    "weak": "a guess",
    "by_phrase": "{evidence}, and the words “{phrase}”",
    "by_words": "the words “{phrase}” alone, without a status",
    "by_asked": "it was asked for by its name",
    "by_own": "genai-triage itself had said so in its telemetry",
    "by_nothing": "none of the {count} rows knows what was read",
    "kind_hop": "who answered is {value}",
    "kind_finish": "finish reason {value}",
    "kind_block": "block reason {value}",
    "kind_quota": "quota {value}",
    "kind_reason": "reason {value}",
    "kind_code": "code {value}",
    "kind_close": "close code {value}",
    "kind_status": "status {value}",
    "kind_fact": "the form of the answer ({value})",
    "kind_exception": "exception {value}",
    "status_alone": "{evidence} alone",
    "any_value": "one that no page lists",
    "told_given": "as you said",
    "told_host": "by the host",
    "told_module": "by the SDK",
    "told_name": "by its name in the text",
    "told_form": "by the form of the answer",
    "not_told": "not told; say it with --provider {providers}",
    "http": "HTTP {status}",
    "rpc": "gRPC {status}",
    "answered_service": "the service answered",
    "answered_edge": "the provider's edge answered, not the service",
    "answered_none": "nobody answered",
    "answered_other": "{who} answered",
    "retry_after": "retry after {seconds} s",
    "quota_limit": "limit {limit}",
    "quota_window": "per {window}",
    "request_id": "request id {id}",
    "model": "model {model}",
    "exception": "exception {name}",
    "one": "1 failure",
    "many": "{count} failures",
    "summary": "{failures}, causes: {causes}, the most frequent first.",
    "times": "{count} times",
    "none": "Nothing in it looks like a failure of a call to Gemini or GigaChat.",
    "none_hint": "Paste a log, a traceback, an answer with its status, or name a cause, a class or an alert.",
    "elsewhere": "Left out, since nothing tells that they are of Gemini or GigaChat: {what}.",
    "elsewhere_hint": "--provider {providers} takes them for calls of that provider.",
    "known": "known",
    "read": "was read",
    "report": "report",
    "report_hint": "these facts are scrubbed and ready to paste; nothing was kept or sent",
    "nothing_read": "nothing but that it failed",
    "paste": "Paste what failed, then press Ctrl-D.",
    "alert": "alert",
}
"""Sentences and words by their keys, in the order in which they are met."""


@lru_cache(maxsize=8)
def load(language: str) -> Mapping[str, str]:
    """Loads the sentences of a language; English for one without a file."""
    name = f"{__name__}.{language}"
    if language == ENGLISH or not language.isalpha() or find_spec(name) is None:
        return TEXTS
    texts: Mapping[str, str] = import_module(name).TEXTS
    return texts


def say(key: str, language: str, **values: object) -> str:
    """Says a sentence in a language, with these values for its placeholders."""
    return (load(language).get(key) or TEXTS[key]).format(**values)
