"""Scrubs provider messages before anything is recorded: error bodies echo keys, projects and addresses."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from genai_triage.patterns import late
from genai_triage.taxonomy.model import Failure

MAX_MESSAGE = 300
"""Characters of a recorded message."""
MAX_SECRET = 600
"""Characters beyond a text's limit that are looked at: a secret that the limit cuts in two is still seen to be one."""
_MAX_SCANNED = 600


class _Rule(NamedTuple):
    """A pattern and what takes its place; it is tried only on a text that has one of the `marks`, in lower case."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str
    needs: tuple[str, ...]
    """Of these it must have one as well."""


def _rule(marks: str, pattern: str, replacement: str, *, needs: str = "") -> _Rule:
    return _Rule(tuple(marks.split("|")), late(pattern), replacement, tuple(needs.split("|")))


# What stands between a name and its value: `: `, `="`, `': '`, and the comma of a pair, as headers are printed.
_IS = r"(['\"]?\s{0,3}[:=]\s{0,3}(?:b?['\"])?|['\"],\s{0,3}b?['\"])"

_KEYS = _rule(
    "aiza|aq.|ya29.|1//|gocspx|sk-|akia|asia|aroa|aida|abia|acca|hf_|glpat-|xox|aqvn|github_pat_",
    r"AIza[\w-]{4,}|ya29\.[\w.-]{4,}|GOCSPX-[\w-]{4,}|github_pat_\w{20,}|"
    r"(?<![A-Za-z0-9])(?:hf_[A-Za-z0-9]{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|AQVN[\w-]{10,})|"
    r"(?<![A-Za-z0-9])(?:AQ\.[\w-]{8,}|1//[\w-]{10,}|sk-[\w-]{12,}|A(?:KIA|SIA|ROA|IDA|BIA|CCA)[A-Z0-9]{12,})",
    "[key]",
)
# What a lookahead has taken is not given back: a text of many beginnings without an end would be tried at each letter.
_JWT = _rule("eyj", r"eyJ(?=([\w-]{5,}))\1(?:\.[\w-]*){0,4}", "[redacted]")
_KEY_START = late(r"eyJ|AIza|AQ\.|AQVN|ya29\.|1//|GOCSPX|sk-|hf_|glpat-|xox|github_pat_|A(?:KIA|SIA|ROA|IDA|BIA|CCA)")
_PLAIN_NAME = late(r"[A-Za-z0-9._:/@+=-]*")
_ORDINARY_ID = late(r"[A-Za-z0-9._-]{1,48}")
"""Shorter than an authorization key, and without what a path, an address or a parameter has."""
_NAME_PART = late(r"[A-Za-z0-9+=]{20,}")
_CREDENTIALS: tuple[_Rule, ...] = (
    _rule("-----begin", r"-----BEGIN [A-Z ]{1,40}-----(?s:.*?)(?:-----END [A-Z ]{1,40}-----|$)", "[key]"),
    # In quotes all of it is the credential: base64 breaks its lines, and a library that refuses them prints them.
    _rule("bearer|basic", r"(?i)(?<=['\"])(bearer|basic)\s+[^'\"]{4,}", r"\1 [redacted]"),
    _rule(
        "bearer|basic",
        r"(?i)(bearer|basic)(?:\s+|\s?[:=]\s?|%20|\+|&nbsp;)['\"<]?"
        r"(?:[\w.~+/=-]{8,}(?:(?:\\[rn]|[\r\n])+\s*(?![\w-]{1,40}\s?:)[\w+/=-]{4,})*|"
        r"(?=[\w.~+/=-]*\d)[\w.~+/=-]{4,})",
        r"\1 [redacted]",
    ),
    _JWT,
    _KEYS,
)
_RULES: tuple[_Rule, ...] = (
    _CREDENTIALS[0],
    _rule("://", r"://[^\s/@\"'<>]{1,200}@", "://", needs="@"),
    _rule("://", r"(://[^\s?#\"'<>)\]]{1,500})[?#][^\s\"'<>)\]]*", r"\1", needs="?|#"),
    # Of a request's line, which has no host.
    _rule(
        "?|&",
        r"(?i)([?&;][\w.-]{0,40}(?:key|token|secret|password|passwd|signature|credential|auth)=)[^\s&;#'\"<>]+",
        r"\1[redacted]",
        needs="=",
    ),
    _rule(
        "key|password|secret",
        r"(?i)((?:api|access|authorization)[ _-]?key|password|secret)(\s['\"`])(?!\[|(?-i:[A-Z_]+)['\"`])[^\s'\"`]{8,}",
        r"\1\2[redacted]",
        needs="'|\"|`",
    ),
    *_CREDENTIALS[1:],
    _rule("@", r"(?<![\w.])[\w.-]{1,64}:[^\s:@/]{1,64}@(?=[\w.-])", "[redacted]@"),
    _rule("@|%40", r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", "[email]"),
    _rule("projects/|projects%2f", r"(?i)(projects(?:/|%2f))(?!\[)[^\s/%'\"`,;)]{1,80}", r"\1[project]"),
    _rule("billingaccounts/", r"(billingAccounts/)[\w-]{4,}", r"\1[account]"),
    _rule(
        "project",
        r"(?i)(projects?(?:[_ ]?(?:number|id))?)(['\"]?[ =:#'\"`]{1,4})(?!\[)"
        r"(?=[a-z0-9-]*[0-9-])[a-z0-9][a-z0-9-]{3,62}",
        r"\1\2[project]",
    ),
)
_NAMED_RULES: tuple[_Rule, ...] = (
    _rule("cookie", r"(?i)(cookie\s?[:=]\s?)(?!\[)[^\r\n]{4,}", r"\1[redacted]"),
    _rule("cookie", r"(?i)((?:set-)?cookie)" + _IS + r"[^\r\n'\"]{4,}", r"\1\2[redacted]"),
    _rule(
        "key|secret|password|passwd|pwd|credential|authorization|signature",
        r"(?i)((?:api|access|authorization|private)[_ -]?key(?:[_ -]id)?|x-goog-api-key|client[_ -]?secret|\bsecret|"
        r"password|passwd|\bpwd|authorization|credentials?|signature)"
        + _IS
        + r"(?!\s*(?:\[|bearer |basic ))[^\s'\",;)}\]]{4,}",
        r"\1\2[redacted]",
    ),
    # A quoted name is a field, and its value needs no digit to be a token.
    _rule(
        "token|session|client",
        r"(?i)((?:access|refresh|id|auth|session|csrf)[_-]?token['\"]\s{0,3}[:=]\s{0,3}b?['\"])(?!\[)[^'\"]{4,}",
        r"\1[redacted]",
    ),
    _rule(
        "token|session|client",
        r"(?i)((?:(?:access|refresh|id|auth|session|csrf)[_-]?token|session_?id)=)(?!\[)[^\s'\",;)}\]&]{6,}",
        r"\1[redacted]",
    ),
    _rule(
        "token|session|client|rquid",
        r"(?i)(token|session[_ -]?id|client[_ -]?id|rquid)"
        + _IS
        + r"(?!\[)(?=[^\s'\",;)}\]]{0,100}\d)[^\s'\",;)}\]]{6,}",
        r"\1\2[redacted]",
    ),
)
"""Values that only their names show to be secret."""
_SEPARATOR = late(r"[:=]|['\"],")
_SECRET_NAMES = (
    *("key", "key id", "key_id", "key-id", "secret", "password", "passwd", "pwd", "credential", "credentials"),
    *("authorization", "signature", "token", "session id", "session_id", "session-id", "sessionid", "cookie", "rquid"),
    *("client id", "client_id", "client-id", "clientid"),
)
_SECRET_ROOTS = (
    *("key", "secret", "passw", "pwd", "credential", "authoriz", "signature"),
    *("token", "session", "cookie", "rquid", "client"),
)
"""Something in each of the names: a text without any needs no look at its separators."""
_DIGIT = late(r"\d")
_SHAPES = bytes.maketrans(b"123456789 ()", b"000000000---")
"""Every digit as a zero, and what may part two groups of them as a hyphen: in this far less needs to be looked for."""
_HYPHENS = dict.fromkeys(
    (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D, 0xAD, *range(0x200B, 0x2010), 0x2043, 0x2060, 0xFEFF), "-"
)
"""What is a hyphen to the eye, or nothing at all, and parts the groups of a number as well as one."""
_GROUPED_SHAPE = late(rb"0-{1,2}0{2,6}-{1,2}0")
_LONG_SHAPE = b"0" * 11
_DOTTED_NUMBER = late(r"\.\d{1,3}\.\d")
_ADDRESS = late(r"\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
_HEX_COLON = late(r":[0-9a-fA-F]{0,4}:")
_ADDRESS_6 = late(
    r"(?<![\w:])(?:(?:[0-9a-fA-F]{1,4}:){5,7}[0-9a-fA-F]{1,4}|"
    r"(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6})(?![\w:])"
)
_UUID = late(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_UUID_PAIR = late(rb"[0-9a-fA-F-]{36}:[0-9a-fA-F-]{36}")
_LEN_AUTHORIZATION_KEY = 97
_UUID_MIDDLE = late(r"-(?:[0-9a-fA-F]{4}-){3}")
_GROUPED = late(r"\d[ ()-]{1,2}\d{2,6}[ )-]{1,2}\d")
_END = r"(?![\w-]|\.\w)"
"""A full stop that ends a sentence ends a number too."""
_CARD = late(r"(?<![\w.-])\d{4}(?:(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?|[ -]\d{6}[ -]\d{4,5})" + _END)
_PHONE = late(
    r"(?<![\w.])(?:\+\d{1,3}|[78])[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}" + _END + r"|"
    r"(?<![\w.])\+\d(?:[ ()-]{0,2}\d){7,14}(?![\w-])|"
    r"(?<![\w.-])\(?\d{3}\)?[ -]\d{3}-\d{4}" + _END
)
_LONG_NUMBER = late(r"\d" * 11)
_NUMBER = late(r"(?<![\w.])\d{11,22}(?!\w|\.\w)")  # of a project or a client; token counts are shorter
_SHORT_RUN, _LONG_RUN = 20, 40
_RUN = late(rf"[A-Za-z0-9+/_=-]{{{_SHORT_RUN},}}")
_PATH = late(r"/?[a-z][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)+/?")
_HEX_PART = late(
    r"(?:(?<![0-9A-Za-z])|(?<=%[23][A-Fa-f]))(?=[A-Fa-f]*\d)(?:[0-9a-f]{24,}|[0-9A-F]{24,})(?![0-9A-Za-z])"
)
_HEX = late(r"[0-9a-f]{24,}|[0-9A-F]{24,}")
_CHANGE = late(r"[a-z](?=[^a-z])|[A-Z](?=[^A-Z])|\d(?=\D)")


def scrub(text: str) -> str:
    """Returns `text` without keys, tokens, addresses, projects and URL queries; at most 300 characters."""
    return _scrubbed_message(cut_at_a_word(text, _MAX_SCANNED))


@lru_cache(maxsize=64)  # a storm of failures repeats its message
def _scrubbed_message(text: str) -> str:
    form = text.encode("utf-8", "surrogatepass").translate(_FORM)
    if form in _clean_forms:
        scrubbed = _one_line(text)
    else:
        scrubbed = _scrubbed_whole(text)
        if _OTHER_CONTROL not in form and scrubbed == " ".join(text.split()):
            _remember(form)
    return scrubbed if len(scrubbed) <= MAX_MESSAGE else scrubbed[: MAX_MESSAGE - 1] + "…"


def _one_line(text: str) -> str:
    """The text with single spaces for all white space; of such a text as has no other than spaces and ends of lines."""
    line = text.replace("\n", " ")
    return line.strip(" ") if "  " not in line and line.isascii() else " ".join(text.split())


def _scrubbed_whole(text: str) -> str:
    # Keys first: one that only its name shows is no longer told when the quotation marks around it are seen to.
    return without_quotations(scrub_text(_without_payload(text)))


_OTHER_CONTROL: Final = b"\0"
_CONTROLS: Final = bytes(code for code in (*range(32), 127) if code != ord("\n"))
_FORM: Final = bytes.maketrans(b"012345679" + _CONTROLS, b"8" * 9 + _OTHER_CONTROL * len(_CONTROLS))
"""Every digit as the one that most of the patterns below take: no other digit has a pattern that an eight has not.

And every control character but the end of a line as one: a form that has any stands for more than one text.
"""
_TELLING_DIGITS: Final = ("%", "8//", "ya88")
"""Of a form: there it mattered which digits they were."""
_MAX_FORMS: Final = 256
_clean_forms: Final[set[bytes]] = set()
"""Messages that hold nothing to be taken out, whatever their digits are: most differ from the last in a number only."""


def _remember(form: bytes) -> None:
    """Notes a form of which nothing is taken out."""
    text = form.decode("utf-8", "surrogatepass")
    if True not in map(text.__contains__, _TELLING_DIGITS) and _scrubbed_whole(text) == " ".join(text.split()):
        if len(_clean_forms) >= _MAX_FORMS:
            _clean_forms.clear()
        _clean_forms.add(form)


ELIDED: Final = "[…]"
_PAGE: Final = late(r"(?is)<(?:!doctype\s|html\b|head>|body\b).*")
_PARSER_FAULT: Final = late(r"(JSON payload received\.[^\r\n\"']{0,200}[\r\n])(?!\s*Invalid )(?s:.+)")


def _without_payload(text: str) -> str:
    """Returns a message without a gateway's page in it, and without the request that Google's JSON parser prints."""
    if "<" in text:
        text = _PAGE.sub(ELIDED, text)
    return _PARSER_FAULT.sub(rf"\1{ELIDED}", text) if "JSON payload" in text else text


_OPENING: Final = {
    '"': '"',
    "`": "`",
    "'": "'",
    "\u00ab": "\u00bb",
    "\u201c": "\u201d",
    "\u201e": "\u201c",
    "\u2018": "\u2019",
    "\u201a": "\u2018",
    "\u2039": "\u203a",
    "\u300c": "\u300d",
}
_OPENING_MARKS: Final = frozenset(_OPENING)
_QUOTE: Final = late(r"[\"`\u00ab\u201c\u201e\u2018\u201a\u2039\u300c]|(?<![\w)\]])[bru]{0,2}'(?=\S)")
"""An apostrophe opens a quotation only where it is not one inside or behind a word."""
_CLOSING: Final = {mark: late(rf"(?<!\\){mark}(?!\w)") for mark in set(_OPENING.values())}
"""What stands before a word opens a quotation inside the quotation."""
_IDENTIFIER: Final = late(r"[\w./:\[\]@*{}$-]{0,100}", re.A)
_MAX_QUOTED: Final = 60
"""Pieces of a text, three for each quotation, behind which a text that goes on quoting is elided."""


def without_quotations(text: str) -> str:
    """Returns the text with every quoted part that is no plain identifier elided: errors quote what they were sent.

    A quotation that does not end is elided to the end of the text, and from an earlier one on if that was elided: what
    was quoted may hold quotation marks of its own.
    """
    if True not in map(text.__contains__, _OPENING_MARKS):
        return text  # the pattern is tried at every letter, and most messages quote nothing
    kept: list[str] = []
    elided: dict[str, int] = {}
    position = 0
    while (opening := _QUOTE.search(text, position)) is not None:
        mark = _OPENING[opening[0][-1]]
        closing = _CLOSING[mark].search(text, opening.end())
        if closing is None or len(kept) > _MAX_QUOTED:
            kept = [*kept, text[position : opening.end()]][: elided.get(mark)]
            return "".join((*kept, ELIDED))
        quoted = text[opening.end() : closing.start()]
        kept.append(text[position : opening.end()])
        if _IDENTIFIER.fullmatch(quoted) is None:
            elided.setdefault(mark, len(kept))
            quoted = ELIDED
        kept += (quoted, closing[0])
        position = closing.end()
    return "".join(kept) + text[position:]


def scrub_text(scrubbed: str) -> str:
    """Returns a text, of any length, without what is secret or personal; white space becomes single spaces."""
    lowered = scrubbed.lower()
    for rule in (*_RULES, *_NAMED_RULES) if _names_a_secret(lowered) else _RULES:
        for mark in rule.marks:
            if mark in lowered:
                if True in map(lowered.__contains__, rule.needs):
                    scrubbed = rule.pattern.sub(rule.replacement, scrubbed)
                break
    has_digits = _has_digits(scrubbed)
    words = scrubbed.split()
    if has_digits:  # whatever white space parts the groups of a number, a line's end or one that may not break
        words = _without_numbers(" ".join(words)).split()
    if has_digits and max(map(len, words), default=0) >= _SHORT_RUN:
        words = [
            _RUN.sub(_unless_random, _HEX_PART.sub("[redacted]", word))
            if len(word) >= _SHORT_RUN and _has_digits(word)
            else word
            for word in words
        ]
    return " ".join(words)


def _has_digits(text: str) -> bool:
    return True in map(text.__contains__, "0123456789") or (not text.isascii() and _DIGIT.search(text) is not None)


def without_credentials(text: str) -> str:
    """Returns a text of somebody else's, a stack trace say, that is as it was but for keys and tokens."""
    lowered = text.lower()
    for rule in _CREDENTIALS:
        if any(mark in lowered for mark in rule.marks):
            text = rule.pattern.sub(rule.replacement, text)
    return text


def scrub_name(name: str) -> str:
    """Returns a name, of a model say, without keys; a long name made of words and dates is no key."""
    if not _is_plain(name):
        return scrub_text(name)
    return _NAME_PART.sub(_unless_random_part, scrub_id(name)) if len(name) >= _SHORT_RUN else scrub_id(name)


def _is_plain(name: str) -> bool:
    """Whether a name is only that: no project's path and no address of a person, as `name@001` is a model's version."""
    return (
        _PLAIN_NAME.fullmatch(name) is not None
        and "projects/" not in name
        and ("@" not in name or "." not in name.rpartition("@")[2])
    )


def is_ordinary_id(name: str) -> bool:
    """Whether `scrub_id` would surely return the id as it is."""
    return _ORDINARY_ID.fullmatch(name) is not None and _KEY_START.search(name) is None


def scrub_id(name: str) -> str:
    """Returns an id without what can only be a key: an id is random by nature."""
    if not _is_plain(name):
        return scrub_text(name)
    if "=" in name.rstrip("=") or (len(name) >= _LEN_AUTHORIZATION_KEY and _is_authorization_key(name)):
        return _RUN.sub("[redacted]", scrub_text(name))
    if _KEY_START.search(name) is None:
        return name
    return _KEYS.pattern.sub(_KEYS.replacement, _JWT.pattern.sub(_JWT.replacement, name))


def scrub_term(name: str) -> str:
    """Returns a name of the provider's, of a quota say: `Gemini25ProRequestsPerDay` is one, base64 is none."""
    return _NAME_PART.sub(_unless_base64, scrub_id(name))


def _unless_base64(found: re.Match[str]) -> str:
    part = found[0]
    return "[redacted]" if _DIGIT.search(part) and 2 * len(_CHANGE.findall(part)) >= len(part) else part


def _is_authorization_key(name: str) -> bool:
    """Whether it is base64 of a GigaChat client's id and secret."""
    try:
        return _UUID_PAIR.match(base64.b64decode(name + "==")) is not None
    except ValueError:
        return False


def _unless_random_part(found: re.Match[str]) -> str:
    part = found[0]
    is_random = _DIGIT.search(part) and (_HEX.fullmatch(part) or 3 * len(_CHANGE.findall(part)) >= len(part))
    return "[redacted]" if is_random else part


def _names_a_secret(lowered: str) -> bool:
    """Whether a value follows one of the names; far cheaper than to try their patterns at every letter."""
    for root in _SECRET_ROOTS:
        if root in lowered:
            break
    else:
        return False
    for found in _SEPARATOR.finditer(lowered):
        start = found.start()
        if lowered[max(0, start - 20) : start].rstrip(" '\"").endswith(_SECRET_NAMES):
            return True
    return False


def _without_numbers(text: str) -> str:
    if _DOTTED_NUMBER.search(text):
        text = _ADDRESS.sub("[ip]", text)
    if text.count(":") > 1 and _HEX_COLON.search(text):
        text = _ADDRESS_6.sub("[ip]", text)
    if text.count("-") > 3 and _UUID_MIDDLE.search(text):
        text = _UUID.sub("[id]", text)
    shape = text.encode("ascii").translate(_SHAPES) if text.isascii() else None  # there are digits beyond ASCII
    if (shape is None or _GROUPED_SHAPE.search(shape)) and _GROUPED.search(_with_hyphens(text)):
        text = _replaced(_PHONE, "[phone]", _replaced(_CARD, "[number]", text))
    if _LONG_NUMBER.search(text) if shape is None else _LONG_SHAPE in shape:
        text = _NUMBER.sub("[number]", text)
    return text


def _with_hyphens(text: str) -> str:
    """The text, every character at its place, with the hyphens that patterns know."""
    return text if text.isascii() else text.translate(_HYPHENS)


def _replaced(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """The text with a replacement where a pattern finds something, whatever the hyphens; others stay as they are."""
    if text.isascii():
        return pattern.sub(replacement, text)
    kept, position = [], 0
    for found in pattern.finditer(_with_hyphens(text)):
        kept += [text[position : found.start()], replacement]
        position = found.end()
    return "".join((*kept, text[position:]))


def _unless_random(found: re.Match[str]) -> str:
    """Keeps names: keys and base64 change between capitals, small letters and digits at every other letter."""
    run = found[0]
    if not _DIGIT.search(run) or run.isdecimal() or _PATH.fullmatch(run):
        return run
    is_random = len(run) >= _LONG_RUN or _HEX.fullmatch(run) or 2 * len(_CHANGE.findall(run)) >= len(run)
    return "[redacted]" if is_random else run


def cut_at_a_word(text: str, limit: int) -> str:
    """Cuts a text, never inside a word: half a key would not be recognised as one."""
    if len(text) <= limit or text[limit].isspace():
        return text[:limit]
    head, _, _ = text[:limit].rpartition(" ")
    return head or text[:limit]


def scrub_failure(failure: Failure) -> Failure:
    """Returns the failure with its texts scrubbed; its id may look random, but not like a key."""
    if not failure.message and not failure.request_id and not failure.findings:
        return failure
    message, request_id = failure.message, failure.request_id
    return replace(
        failure,
        message=message and scrub(message),
        request_id=request_id and scrub_id(request_id),
        findings=tuple(map(scrub, failure.findings)),
    )
