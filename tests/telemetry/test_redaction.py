import time

import pytest

from genai_triage.taxonomy import CAUSES
from genai_triage.telemetry.redaction import MAX_MESSAGE, scrub

KEY = "AIza" + "SyD-9tSrke72PouQMnMX_a7eZSW0jkFMBWY"


@pytest.mark.parametrize(
    ("message", "scrubbed"),
    [
        (f"API key {KEY} is not valid", "API key [key] is not valid"),
        (
            "Consumer 'api_key:AIzaSyD-9tSrke72PouQMnMX' has been suspended.",
            "Consumer 'api_key:[key]' has been suspended.",
        ),
        ("key AQ.Ab8RN6Kx-Zk_21aaBB was refused", "key [key] was refused"),
        ("token ya29.a0AfH6SMBx_1-2.z was refused", "token [key] was refused"),
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer [redacted]"),
        ("sent Basic Zm9vOmJhcjpiYXo= to us", "sent Basic [redacted] to us"),
        ("jwt eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ended", "jwt [redacted] ended"),
        ("write to jane.doe+x@example.co.uk now", "write to [email] now"),
        ("in project 123456789012 before", "in project [project] before"),
        ("resource projects/my-team-prod/locations/us", "resource projects/[project]/locations/us"),
        ("see https://a.dev/p?key=1&x=2 for more", "see https://a.dev/p for more"),
        ("see https://user:secret@a.dev/p", "see https://a.dev/p"),
        ("originating IP address (203.0.113.7) violates", "originating IP address ([ip]) violates"),
        ("client 6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e unknown", "client [id] unknown"),
        ("secret 0123456789abcdef0123456789abcdef0123456789 leaked", "secret [redacted] leaked"),
        ('{"client_secret": "hunter2222"}', '{"client_secret": "[redacted]"}'),
    ],
)
def test_a_secret_never_survives(message: str, scrubbed: str) -> None:
    assert scrub(message) == scrubbed


@pytest.mark.parametrize(
    "message",
    [
        "Your project has been denied access. Please contact support.",
        "models/gemini-1.5-flash is not found for API version v1beta, or is not supported for generateContent.",
        "Quota exceeded for quota metric 'Generate Content API requests per minute'",
        "Quota id GenerateRequestsPerDayPerProjectPerModel-FreeTier is used up",
        "scope from db not fully includes consumed scope",
        "Can't decode 'Authorization' header",
        "Tokens limit exceeded for index 0: 2321 (max 514)",
    ],
)
def test_what_helps_is_kept(message: str) -> None:
    assert scrub(message) == message


def test_a_message_is_at_most_300_characters() -> None:
    assert len(scrub("many words here " * 100)) == MAX_MESSAGE


def test_a_secret_at_the_cut_does_not_survive_in_part() -> None:
    assert KEY[:8] not in scrub("x" * (MAX_MESSAGE - 12) + " " + KEY)


@pytest.mark.parametrize("unit", ["=", "a1", "a.", "http://", "@a", "eyJ.", "projects/", "key=", " bearer ", "a1-"])
def test_time_is_bounded_for_any_repetition(unit: str) -> None:
    began = time.process_time()
    scrub(unit * 100_000)
    assert time.process_time() - began < 0.25


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_fixes_hold_nothing_to_scrub_beyond_urls(cause: object) -> None:
    assert "[key]" not in scrub(cause.fix)  # type: ignore[attr-defined]
