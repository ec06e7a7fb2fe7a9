"""Evidence in raw text: cut JSON, printed dictionaries, the texts of exceptions and of protobuf messages.

Every pattern is linear in the length of the text, which is bounded before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from genai_triage.patterns import late, lower
from genai_triage.taxonomy import Evidence, Violation
from genai_triage.taxonomy.vendors import VENDORS, Vendor, vendor_of

from . import delay
from .grpc_names import OTHER_SPELLINGS, RPC_CODES
from .limits import MAX_RAW, MAX_TEXT, MAX_VIOLATIONS

_Q: Final = r"\\?[\"']"


class _Field:
    """A field of an error object, wherever it stands in a text.

    The pattern begins with the field's name and looks behind it for the quotation mark: a pattern that begins with an
    optional backslash and a mark is tried at every character, 64 KiB of which take 20 ms.
    """

    __slots__ = ("_name", "_pattern")

    def __init__(self, name: str, rest: str, *, marks: str = r"(?<=[\"']{name})") -> None:
        self._name = name
        self._pattern = late(name + marks.replace("{name}", name) + rest)

    def search(self, text: str) -> re.Match[str] | None:
        return self._pattern.search(text) if self._name in text else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        return self._pattern.finditer(text) if self._name in text else ()

    def first(self, text: str, count: int) -> list[str]:
        """The first values in the text, so many at most."""
        return [found[1] for found in islice(self.finditer(text), count)]


_STATUS: Final = _Field("status", _Q + r"\s*:\s*" + _Q + r"([A-Z][A-Z_]{2,40})\b")
_NUMBERS: Final = (
    _Field("code", _Q + r"\s*:\s*" + r"\\?[\"']?(\d{1,4})\b", marks=r"(?:(?<=[\"']code)|(?<=[\"']status_code))"),
    _Field("status", _Q + r"\s*:\s*" + r"\\?[\"']?(\d{1,4})\b"),
)
_STRING_CODE: Final = _Field("code", _Q + r"\s*:\s*" + _Q + r"([a-z][a-z0-9_]{2,60})\b")
_MESSAGE: Final = _Field(
    "message", _Q + r"\s*:\s*(?:\"((?:[^\"\\]{1,2000}|\\.){1,2000})|'((?:[^'\\]{1,2000}|\\.){1,2000}))"
)
_MAX_MESSAGE: Final = 2000
_CHARACTERS: Final = late(rf"(?:[^\\]|\\.){{0,{_MAX_MESSAGE}}}")
_REASON: Final = _Field(
    "reason", r"([A-Za-z][A-Za-z_]{2,60})", marks=r"(?:(?<=[\"']{name})[\"']\s*:\s*[\"']|(?<=\b{name}): \")"
)
_QUOTA_ID: Final = _Field(
    "quota", r"([\w-]{1,200})", marks=r"(?:(?<=[\"']{name})_?[iI]d[\"']\s*:\s*[\"']|(?<=\b{name})_id: \")"
)
_QUOTA_METRIC: Final = _Field(
    "quota", r"([\w./-]{1,200})", marks=r"(?:(?<=[\"']{name})_?[mM]etric[\"']\s*:\s*[\"']|(?<=\b{name})_metric: \")"
)
_QUOTA_VALUE: Final = _Field(
    "quota", r"(\d{1,18})", marks=r"(?:(?<=[\"']{name})_?[vV]alue[\"']\s*:\s*[\"']?|(?<=\b{name})_value: )"
)
_QUOTA_LIMIT: Final = _Field("quota_limit", r"[\"']\s*:\s*[\"']([\w -]{1,200})")
_QUOTA_LIMIT_VALUE: Final = _Field("quota_limit_value", r"[\"']\s*:\s*[\"']?(\d{1,18})")
_MODEL: Final = _Field(
    "model",
    r"([\w./-]{1,100})",
    marks=r"(?:(?<=[\"']{name})[\"']\s*:\s*[\"']|(?<=key: \"{name})\"\s{1,40}value: \")",
)
_DELAY: Final = _Field(
    "retry", r"_?[dD]elay[\"']\s*:\s*[\"'](\d[\d.hmsnu\u00b5\u03bc]{0,30})", marks=r"(?<=[\"']{name})"
)
_PROTO_DELAY: Final = _Field("retry_delay", r" \{\s{0,40}seconds: (\d{1,9})", marks=r"(?<=\b{name})")

_NAMES: Final = "|".join(RPC_CODES[1:])
_LEADING: Final = late(
    r"\s{0,10}(?:[Ee]rror code:? |[Ee]rror: |HTTP |[Ss]tatus(?: code)?:? )?"
    r"\(?([45]\d\d)(?=$|[:)]|, message=| models/| [A-Z*\[{'\"`<.-])(?: (" + _NAMES + r")\b)?"
)
_NUMBER: Final = late(r"[45]\d\d\b")
_NAMED: Final = late(r"\b([45]\d\d) (" + _NAMES + r")\b")
_NAMED_STATUS: Final = late(r"\b[Ss]tatus:? (" + _NAMES + r")\b")
_RPC_QUALIFIED: Final = late(r"\bStatusCode\.(" + _NAMES + r")\b")
_RPC_NAMED: Final = late(r"\b(" + _NAMES + r"): ")
_CAPITAL_COLON: Final = late(r"[A-Z]: ")
"""How every name ends in the form that stands alone."""
_HUMP: Final = late(r"(?<=[a-z])(?=[A-Z])")
_RPC_OF_GO: Final = late(r"\bcode = ([A-Z][A-Za-z]{1,30}) desc = ")
_CLOSED: Final = late(
    r"\b(?:received|code) (1\d{3}|[34]\d{3})\b(?: \([\w /-]{1,60}\))? ?([^;]{0,300})|\b(1\d{3}) None\. (.{0,300})",
    re.S,
)
_CLOSED_WORDS: Final = ("received ", "code ", " None. ")
_MENTIONED: Final = late(
    r"(?:\b(?:client|server) error '|\berror code:? |\bhttp(?: error| status|/1\.1|/2)?:? |"
    r"\bstatus(?:[ _]code)?(?: is|:|=)? ?|'\), |\"\), |\berror:? |\b[a-z]{3,20}: (?=[45]\d\d (?-i:[A-Z*])))"
    r"\(?([45]\d\d)\b",
    re.I,
)
_TOKEN_ASKED: Final = late(
    r"\boauth\b|\b(?:get|obtain|fetch|request|refresh|acquire|receive)\w{0,3} (?:[\w-]{1,20} ){0,3}token\b|"
    r"\bполуч\w{1,6} (?:[\w-]{1,20} ){0,3}токен",
    re.I,
)
_TOKEN_WORDS: Final = ("oauth", "token", "токен")
_OAUTH: Final = late(r"\boauth\b|\bauth(?:orization)?\b|\btoken (?:request|endpoint)\b|токен", re.I)
_BEFORE: Final = 40
"""Characters before a text's first quotation mark: a field of protobuf has its name there."""
_BEHIND: Final = 4100
"""Characters behind the last one: so long may a message be that is cut."""
_TAIL: Final = MAX_RAW // 4
_LONGEST_NAME: Final = 4 + max(map(len, RPC_CODES)) + 1
_LONGEST_INTRODUCTION: Final = 30
_LEAST_BEHIND: Final = 6
"""Characters from a status to behind the one that follows its space."""
_LONGEST_QUOTATION: Final = 120
_MAX_STATUSES: Final = 40
_MAX_NAMED: Final = 10
_MAX_NUMBERS: Final = 20
_MAX_REASONS: Final = 20
_PREFIX: Final = late(r"\s{0,10}[45]\d\d (?:[A-Z]{3,7} https?://\S{1,500}: )?")


def read_raw(text: str, evidence: Evidence) -> bool:
    """Adds what an error object in raw text shows; says whether there was any."""
    whole = text if len(text) <= MAX_RAW else text[: MAX_RAW - _TAIL] + "\n" + text[-_TAIL:]
    text = _marked(whole)
    before = (evidence.status, evidence.error_status, evidence.code, evidence.reasons, evidence.violations)
    _read_numbers(text, evidence)
    named = _STATUS.search(text)
    if named and evidence.status is None:
        evidence.status = named[1]
    code = _STRING_CODE.search(text)
    if code and evidence.code is None:
        evidence.code = code[1]
    evidence.reasons += tuple(_REASON.first(text, _MAX_REASONS))
    _read_quota(text, evidence)
    if evidence.retry_after is None:
        evidence.retry_after = _delay(whole, text)
    if evidence.reset_after is None:
        evidence.reset_after = delay.reset_said_in(whole)
    after = (evidence.status, evidence.error_status, evidence.code, evidence.reasons, evidence.violations)
    if before != after:
        said = _MESSAGE.search(text)
        if said and evidence.message is None:
            evidence.message, evidence.is_spoken = _unescaped(_beginning(said[1] or said[2])), True
    return before != after


def _marked(text: str) -> str:
    """The part of a text in which an error object may stand: between quotation marks, and as long as a message behind.

    A text without any needs no search for each field.
    """
    starts = [start for mark in "\"'" if (start := text.find(mark)) >= 0]
    if not starts:
        return ""
    return text[max(min(starts) - _BEFORE, 0) : max(map(text.rfind, "\"'")) + _BEHIND]


def read_leading_status(text: str, evidence: Evidence) -> bool:
    """Adds the status that a text such as `429 RESOURCE_EXHAUSTED. …` or `404 POST https://…: …` begins with."""
    found = _LEADING.match(text)
    if not found:
        return False
    evidence.error_status = evidence.error_status or int(found[1])
    evidence.status = evidence.status or found[2]
    return True


def read_mentioned_status(text: str, evidence: Evidence, numbers: Sequence[int] | None = None) -> bool:
    """Adds a status that a text of unknown form names, e.g. `Error code: 429` or `StatusCode.UNAVAILABLE`.

    `numbers`: as `statuses_in` gives them, where they are known.
    """
    text = text[:MAX_TEXT]
    rpc = _rpc_status_in(text)
    if rpc is not None:
        evidence.status = evidence.status or rpc
        evidence.rpc = True
        return True
    numbers = statuses_in(text) if numbers is None else numbers
    named = next(filter(None, (_NAMED.match(text, start) for start in numbers)), None)
    if named:
        evidence.error_status = evidence.error_status or int(named[1])
        evidence.status = evidence.status or named[2]
        return True
    alone = _NAMED_STATUS.search(text) if "tatus" in text else None
    if alone:
        evidence.status = evidence.status or alone[1]
        return True
    found = _first(_MENTIONED, text, numbers, before=_LONGEST_INTRODUCTION, behind=_LEAST_BEHIND)
    if found:
        evidence.error_status = evidence.error_status or int(found[1])
    return found is not None


def _rpc_status_in(text: str) -> str | None:
    """The gRPC status that a text names first, in one of the forms in which libraries print it."""
    qualified = _matched_at(_RPC_QUALIFIED, text, "StatusCode.")
    ends = [end.start() for end in islice(_CAPITAL_COLON.finditer(text), _MAX_NAMED)]
    alone = _first(_RPC_NAMED, text, ends, before=_LONGEST_NAME, behind=len("S: "))
    found = min(filter(None, (qualified, alone)), key=re.Match.start, default=None)
    if found is not None:
        return found[1]
    of_go = _matched_at(_RPC_OF_GO, text, "code = ")
    if of_go is None:
        return None
    name = _HUMP.sub("_", of_go[1]).upper()
    return OTHER_SPELLINGS.get(name, name)


def _matched_at(pattern: re.Pattern[str], text: str, words: str) -> re.Match[str] | None:
    """What a pattern finds that begins with these words, if they do not stand there too often in vain."""
    start = text.find(words)
    for _ in range(_MAX_NAMED):
        if start < 0:
            return None
        found = pattern.match(text, start)
        if found is not None:
            return found
        start = text.find(words, start + 1)
    return None


def statuses_in(text: str) -> list[int]:
    """Where numbers begin that may be a status: the first ones, as the patterns around them are tried at each."""
    return [found.start() for found in islice(_NUMBER.finditer(text[:MAX_TEXT]), _MAX_STATUSES)]


def _first(
    pattern: re.Pattern[str], text: str, numbers: Iterable[int], *, before: int, behind: int
) -> re.Match[str] | None:
    """Searches around each of the numbers, with so many characters before and behind it, until something is found."""
    for start in numbers:
        found = pattern.search(text, max(start - before, 0), start + behind)
        if found is not None:
            return found
    return None


def asks_for_token(text: str) -> bool:
    """Whether an application's own text is about its request for an access token."""
    text = text[:MAX_TEXT]
    return True in map(lower(text).__contains__, _TOKEN_WORDS) and _TOKEN_ASKED.search(text) is not None


def read_quoted_status(text: str, evidence: Evidence, numbers: Sequence[int] | None = None) -> bool:
    """Adds the status that an application's own text quotes of a vendor, e.g. `GigaChat OAuth 401`.

    `numbers`: as `statuses_in` gives them, where they are known.
    """
    text = text[:MAX_TEXT]
    numbers = statuses_in(text) if numbers is None else numbers
    lowered = lower(text) if numbers else ""
    for pattern, vendor in _quotations() if numbers else ():
        found = _quotation(pattern, text, lowered, vendor.names, numbers)
        if found:
            evidence.provider = evidence.provider or vendor.provider
            evidence.error_status = evidence.error_status or int(found[2])
            if _OAUTH.search(found[1]) and vendor.token_path:
                evidence.endpoint = "token"
            return True
    return False


def _quotation(
    pattern: re.Pattern[str], text: str, lowered: str, names: Iterable[str], numbers: Sequence[int]
) -> re.Match[str] | None:
    """What a pattern finds that begins with a vendor's name, not far before one of the numbers."""
    starts = sorted(start for name in names for start in _places(name, lowered))
    for start in starts:
        if any(start < number <= start + _LONGEST_QUOTATION for number in numbers):
            found = pattern.match(text, start)
            if found is not None:
                return found
    return None


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    for _ in range(_MAX_NAMED):
        if start < 0:
            return
        yield start
        start = text.find(word, start + 1)


@lru_cache(maxsize=1)
def _quotations() -> tuple[tuple[re.Pattern[str], Vendor], ...]:
    """A vendor's name, a few words, and a status that stands as one: at an end, or before its reason."""
    return tuple(
        (
            re.compile(
                rf"\b(?:{'|'.join(map(re.escape, vendor.names))})\b([^\n]{{0,80}}?)(?<![\w.,])(?<!port=)([45]\d\d)"
                r"(?=\s*$|\s*[:;,)\]}>|—-]|\.\s|\.$|\s+(?-i:[A-ZА-Я(\[{'\"<])|\s+(?:error|http|response|from|на)\b)",
                re.I | re.M,
            ),
            vendor,
        )
        for vendor in VENDORS
    )


def read_close(text: str) -> tuple[int, str] | None:
    """The code and reason of a WebSocket close as `websockets` and google-genai print them."""
    text = text[:MAX_TEXT]
    found = _CLOSED.search(text) if True in map(text.__contains__, _CLOSED_WORDS) else None
    if not found:
        return None
    return int(found[1] or found[3]), (found[2] if found[1] else found[4]).strip()


def without_status(text: str) -> str:
    """The text behind a leading status, as google.api_core prints it."""
    found = _PREFIX.match(text)
    return text[found.end() :] if found else text


def _read_numbers(text: str, evidence: Evidence) -> None:
    vendor = vendor_of(evidence.provider)
    has_own_codes = vendor is not None and vendor.has_own_codes
    found = sorted(
        (one for field in _NUMBERS for one in islice(field.finditer(text), _MAX_NUMBERS)), key=lambda one: one.start(1)
    )
    for number in (int(one[1]) for one in found[:_MAX_NUMBERS]):
        if 400 <= number <= 599 and evidence.error_status is None:
            evidence.error_status = number
        elif 0 < number < 17 and evidence.code is None and has_own_codes:
            evidence.code = str(number)


def _read_quota(text: str, evidence: Evidence) -> None:
    if "quota" not in text:
        return
    if not evidence.violations:  # what is printed of details that have been read is no second violation
        evidence.violations = _printed_violations(text)
    limit = _QUOTA_LIMIT.search(text)
    if limit:
        value = _QUOTA_LIMIT_VALUE.search(text)
        evidence.metadata = {
            **evidence.metadata,
            "quota_limit": limit[1],
            **({"quota_limit_value": value[1]} if value else {}),
        }


def _printed_violations(text: str) -> tuple[Violation, ...]:
    ids = _QUOTA_ID.first(text, MAX_VIOLATIONS)
    metrics = _QUOTA_METRIC.first(text, MAX_VIOLATIONS)
    values = _QUOTA_VALUE.first(text, MAX_VIOLATIONS)
    models = _MODEL.first(text, MAX_VIOLATIONS)
    return tuple(
        Violation(
            quota_id=quota_id,
            metric=metrics[index] if len(metrics) == len(ids) else "",
            value=values[index] if len(values) == len(ids) else None,
            model=models[index] if len(models) == len(ids) else "",
        )
        for index, quota_id in enumerate(ids)
    )


def _delay(text: str, marked: str) -> float | None:
    found = _DELAY.search(marked)
    if found:
        return delay.seconds(found[1])
    proto = _PROTO_DELAY.search(text)
    if proto:
        return delay.seconds(int(proto[1]))
    return delay.said_in(text)


def _beginning(text: str) -> str:
    """So much of a message as is kept; an escaped character is one."""
    if "\\" not in text[:_MAX_MESSAGE]:
        return text[:_MAX_MESSAGE]
    found = _CHARACTERS.match(text)
    return found[0] if found else ""


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")[:MAX_TEXT]
