import base64
import random
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

import genai_triage
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import gate, names, redaction
from genai_triage.telemetry.redaction import MAX_MESSAGE, scrub, scrub_text

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
        ("for consumer 'project_number:123456789012'.", "for consumer 'project_number:[project]'."),
        ("consumer project 12345 has", "consumer project [project] has"),
        ("Project Number: 123456789012", "Project Number: [project]"),
        ('"project_id": "my-project-123"', '"project_id": "[project]"'),
        ("projects/acme/locations/us-central1", "projects/[project]/locations/us-central1"),
        ("projects%2Fmy-proj-1%2Flocations", "projects%2F[project]%2Flocations"),
        ("billingAccounts/01A2B3-C4D5E6-F7A8B9 is closed", "billingAccounts/[account] is closed"),
        ("client_id 123456789012345678901", "client_id [number]"),
        ("address 2001:db8:85a3::8a2e:370:7334 of", "address [ip] of"),
        ("RqUID: 6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e is not unique", "RqUID: [redacted] is not unique"),
        ("id 019b51338d8676babc9a237cb9f9854f", "id [redacted]"),
        ("('x-goog-api-key', 'abcd1234efgh')", "('x-goog-api-key', '[redacted]')"),
        ("[(b'authorization', b'Basic enp6ejExMTE=')]", "[(b'authorization', b'[…]')]"),
        ("refresh_token=abcd-efgh-1234", "refresh_token=[redacted]"),
        ("Set-Cookie: session=abcdef; Path=/", "Set-Cookie: [redacted]"),
        ("proxy user:pa55word@proxy.local:3128", "proxy [redacted]@proxy.local:3128"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIB\njiWA4R4=\n-----END PRIVATE KEY----- x", "[key] x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIB and so on", "[key]"),
        ("header value: 'Basic NmZhY2UwMDAtMTIzNA\\nMTlhLTcy' is bad", "header value: '[…]' is bad"),
        ("Authorization: Basic NmZhY2UwMDAtMTIzNA\nMTlhLTcyabc= ended", "Authorization: Basic [redacted] ended"),
        ('{"access_token": "abcdefghijkl"}', '{"access_token": "[redacted]"}'),
        ("refresh_token=abcdefghij", "refresh_token=[redacted]"),
        ("id AKIAIOSFODNN7EXAMPLE of", "id [key] of"),
        ("GET /v1/keys/0123456789abcdef0123456789abcdef now", "GET /v1/keys/[redacted] now"),
        ("key_0123456789abcdef0123456789abcdef", "key_[redacted]"),
        ("q%3D0123456789abcdef0123456789abcdef", "q%3D[redacted]"),
        ("call +7 (999) 123-45-67 now", "call [phone] now"),
        ("call 8 999 123 45 67 now", "call [phone] now"),
        ("call 7 999 123 45 67 now", "call [phone] now"),
        ("call 7(999)1234567 now", "call [phone] now"),
        ("card 4111 1111 1111 1111 refused", "card [number] refused"),
        ("card 4111\u00a01111\u00a01111\u00a01111 refused", "card [number] refused"),
        ("card 4111\n1111\n1111\n1111 refused", "card [number] refused"),
        *(
            (f"card {hyphen.join(('4111', '1111', '1111', '1111'))} refused", "card [number] refused")
            for hyphen in "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
            "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
        ),
        ("call +7\u2011916\u2011123\u201145\u201167 now", "call [phone] now"),
        ("temperature 2.5 is outside 0.0\u20131.0", "temperature 2.5 is outside 0.0\u20131.0"),
        ("from 2024\u20132025 \u2013 three \u2014 words", "from 2024\u20132025 \u2013 three \u2014 words"),
        ("call +7\u202f916\u00a0123-45-67 now", "call [phone] now"),
        ("card 4111111111111111.", "card [number]."),
        ("card 4111 1111 1111 1111.", "card [number]."),
        ("card 3782 822463 10005 refused", "card [number] refused"),
        ("call 8 916 123 45 67.", "call [phone]."),
        ("call (202) 555-0143.", "call [phone]."),
        (
            "Authorization: Bearer abcdefgh\nx-api-key: plainsecret\nhost: a",
            "Authorization: Bearer [redacted] x-api-key: [redacted] host: a",
        ),
        ("Bearer: plainlookingsecret", "Bearer [redacted]"),
        ("Authorization=Basic%20enp6ejExMTE=", "Authorization=Basic [redacted]"),
        ("API key 'plainlookingsecret' is invalid", "API key '[redacted]' is invalid"),
        ("GET /v1/models?key=plainsecret&x=1 HTTP/1.1", "GET /v1/models?key=[redacted]&x=1 HTTP/1.1"),
        ("GET /v1/models?x=1&amp;key=plainsecret HTTP/1.1", "GET /v1/models?x=1&amp;key=[redacted] HTTP/1.1"),
        ("aws_secret_access_key=plainlookingsecret", "aws_secret_access_key=[redacted]"),
        ("pwd=plainsecret", "pwd=[redacted]"),
        ("sessionid=plainsecret", "sessionid=[redacted]"),
        ('Cookie: sid="plainsecret"; b=c', "Cookie: [redacted]"),
        ("user ludmila.petrova%40example.test", "user [email]"),
        ("http%3A%2F%2Fuser%3Ahunter2%40proxy.test%3A3128", "http%3A%2F%2Fuser%[email]%3A3128"),
        ("eyJzdWIiOiJ1c2VyIn0 ended", "[redacted] ended"),
        ("hf_abcdefGHIJKLmnopQRSTuvwxYZabcdefgh of", "[key] of"),
        ("glpat-abcDEF123ghiJKL456mn of", "[key] of"),
        ("Api-Key AQVNxyz0123abcdefGHIJ of", "Api-Key [key] of"),
        ("github_pat_11ABCDEFG0abcdefghij_x of", "[key] of"),
        ("xoxb-12-abcdEFGH of", "[key] of"),
        ("run aB3dE5gH7jK9mN1pQ3sT of 20", "run [redacted] of 20"),
        ("run aB3dE5gH7jK9mN1pQ3s of 19", "run aB3dE5gH7jK9mN1pQ3s of 19"),
    ],
)
def test_a_secret_never_survives(message: str, scrubbed: str) -> None:
    assert scrub(message) == scrubbed


@pytest.mark.parametrize(
    "message",
    [
        "Your project has been denied access. Please contact support.",
        "models/gemini-1.5-flash is not found for API version v1beta, or is not supported for generateContent.",
        "Quota id GenerateRequestsPerDayPerProjectPerModel-FreeTier is used up",
        "scope from db not fully includes consumed scope",
        "Can't decode 'Authorization' header",
        "Tokens limit exceeded for index 0: 2321 (max 514)",
        "The input token count (1208303) exceeds the maximum number of tokens allowed (1048576).",
        "Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_paid_tier_3_input_token_count",
        "resource /locations/us-central1/publishers/google/models/gemini-3-pro-preview was not found",
        "* GenerateContentRequest.tools[0].function_declarations[0].parameters.properties: should be non-empty",
        "Gemini25ProRequestsPerDayPerUser is used up; please retry in 38.292227434s.",
        "Multiple authentication credentials received. Please pass only one.",
        "quota 123456789012.5 s",
        "key 'GEMINI_API_KEY' is missing, or 'password' is",
    ],
)
def test_what_helps_is_kept(message: str) -> None:
    assert scrub(message) == message


def test_a_message_is_at_most_300_characters() -> None:
    assert len(scrub("many words here " * 100)) == MAX_MESSAGE


def test_a_secret_at_the_cut_does_not_survive_in_part() -> None:
    """A word that shrinks brings the place where a text is cut, before it is looked at, into what is shown."""
    before = "AIza" + "x" * 570
    for shown in range(4, 20):
        text = f"{before}{' ' * (600 - shown - len(before))}{_AUTHORIZATION_KEY}"
        assert scrub(text) == "[key]"
    assert KEY[:8] not in scrub("x" * (MAX_MESSAGE - 12) + " " + KEY)


_AUTHORIZATION_KEY = base64.b64encode(
    b"019b5133-8d86-76ba-bc9a-237cb9f9854f:a7cd265b-abd3-4195-8a6e-0d2f9a8f1c11"
).decode()
_SECRETS = {
    "api key": (f"API key {KEY} is not valid", KEY[4:]),
    "new api key": ("key AQ.Ab8RN6KxZk_21aaBB-xyz0123 is not valid", "Ab8RN6KxZk_21aaBB-xyz0123"),
    "key in a URL": (f"GET https://a.dev/v1/models?key={KEY}&alt=sse", KEY[4:]),
    "bearer": ("Authorization: Bearer abcdEFGH12345678", "abcdEFGH12345678"),
    "authorization key": (f"credentials '{_AUTHORIZATION_KEY}' are wrong", _AUTHORIZATION_KEY),
    "half an authorization key": (f"credentials {_AUTHORIZATION_KEY[:30]} are wrong", _AUTHORIZATION_KEY[:30]),
    "JWT": ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
    "e-mail": ("robot@example-project.iam.gserviceaccount.com", "robot@example-project"),
    "project number": ("consumer 'project_number:123456789012'", "123456789012"),
    "project path": ("projects/my-team-prod/locations", "my-team-prod"),
    "private key": ('"private_key":"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhk\\n-----END', "MIIEvQIBADANBgkqhk"),
    "RqUID": ("RqUID=6F0B1291-C7F3-43C6-BB2E-9F3EFB2DC98E", "6F0B1291-C7F3-43C6-BB2E-9F3EFB2DC98E"),
}


@pytest.mark.parametrize("before", [*range(0, 330, 15), *range(540, 630, 3)])
@pytest.mark.parametrize(("text", "secret"), _SECRETS.values(), ids=list(_SECRETS))
def test_a_secret_survives_nowhere_in_a_message_and_not_in_part(text: str, secret: str, before: int) -> None:
    message = "word " * (before // 5) + text + " and a long tail" * 40
    scrubbed = scrub(message)
    assert not any(secret[start : start + 8] in scrubbed for start in range(len(secret) - 7))


@pytest.mark.parametrize(("text", "secret"), _SECRETS.values(), ids=list(_SECRETS))
def test_no_classified_message_holds_a_secret(text: str, secret: str) -> None:
    body = {"error": {"code": 403, "message": text, "status": "PERMISSION_DENIED"}}
    failures = (
        genai_triage.classify_response("gemini", 403, body),
        genai_triage.classify_response("gigachat", 401, text),
        genai_triage.classify_grpc("gigachat", "UNAUTHENTICATED", text),
        genai_triage.classify(RuntimeError(f"403 PERMISSION_DENIED. {body}")),
    )
    assert all(failure is not None and secret not in (failure.message or "") for failure in failures)


_SUPPORT_IDS = [
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "0d3b6a1f2c4e5f60718293a4b5c6d7e8",
    "req_011CSHoEeqs5C35K2UUqR7Fy",
    "8f9d1c2e3b4a5d6e-SJC",
]
"""Ids as GigaChat and LiteLLM, Kong, Anthropic's kin and Cloudflare give them to an answer."""


@pytest.mark.parametrize("given", _SUPPORT_IDS)
def test_the_id_that_support_asks_for_is_told_as_it_was_given(given: str) -> None:
    failure = genai_triage.classify_response("gigachat", 500, {"status": 500}, {"x-request-id": given})
    assert failure is not None
    assert (failure.request_id, gate.clean({names.REQUEST_ID: given})) == (given, {names.REQUEST_ID: given})


def test_a_key_in_the_place_of_an_id_is_told_nowhere() -> None:
    key = "AIzaSyD-1234567890abcdefghijklmnopqrstuv"
    failure = genai_triage.classify_response("gigachat", 500, {"status": 500}, {"x-request-id": key})
    assert failure is not None
    assert (failure.request_id, gate.clean({names.REQUEST_ID: key})) == ("[key]", {names.REQUEST_ID: "[key]"})


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("see 8// and 2//abcdefghijklm", "see 8// and 1//abcdefghijklm"),
        ("token ya83.a0AfH6SMBx_1-2.z", "token ya29.a0AfH6SMBx_1-2.z"),
        ("jane%48example.com", "jane%40example.com"),
        ("Basic%28abcdefgh", "Basic%20abcdefgh"),
        ("call 900 123-4567 (now)", "call 8 900 123-45-67 (now)"),
        ("call 9 900 123 45 67", "call 8 900 123 45 67"),
    ],
)
def test_a_secret_does_not_hide_behind_a_text_that_differs_in_its_digits(known: str, text: str) -> None:
    scrub(known)
    assert scrub(text) == redaction._scrubbed_whole(text) != text


_PIECES = (
    *(
        "1",
        "7",
        "8",
        "90",
        "29",
        "0123456789ab",
        " ",
        "-",
        ".",
        ":",
        "/",
        "//",
        "@",
        "%",
        "+",
        "(",
        ") ",
        "=",
        "'",
        "key",
    ),
    *(
        "ya",
        "sk-",
        "AQ.",
        "A",
        "e",
        "projects/",
        "http://a.b",
        "Bearer ",
        "limit: ",
        "retry in ",
        "s.",
        "token",
        "f1",
        "\u0663",
    ),
)


@pytest.mark.parametrize("seed", range(40))
def test_a_message_is_scrubbed_as_if_no_other_had_been(seed: int) -> None:
    made = random.Random(seed)
    for _ in range(50):
        pieces = made.choices(_PIECES, k=made.randrange(2, 12))
        for _ in range(6):
            text = re.sub("[0-9]", lambda _: made.choice("0123456789"), "".join(pieces))
            assert redaction._scrubbed_message(text) == redaction._scrubbed_whole(text)


def test_a_number_that_is_new_costs_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    scrub("Quota exceeded, limit: 20. Please retry in 41.5s.")
    kept = set(redaction._clean_forms)
    monkeypatch.setattr(redaction, "_scrubbed_whole", lambda text: pytest.fail(text))
    assert scrub("Quota exceeded, limit: 15. Please retry in 37.2s.") == (
        "Quota exceeded, limit: 15. Please retry in 37.2s."
    )
    assert redaction._clean_forms == kept


@pytest.mark.parametrize("white", [" ", "\n", "\n\n", "  ", "\t", "\r\n", "\x1f", "\x00", "\u00a0", "\u2028"])
def test_white_space_of_a_message_that_differs_from_the_last_in_a_number_becomes_one_space(white: str) -> None:
    for number in "341":
        text = f"{white}Retry in {number} s.{white}Or later.{white}"
        assert scrub(text) == " ".join(text.split())


def test_forms_of_messages_are_bounded() -> None:
    for length in range(270):
        scrub("limit " + "a" * length)
        assert len(redaction._clean_forms) <= 256


@pytest.mark.parametrize(
    "unit",
    [
        *("=", "a1", "a.", "http://", "@a", "eyJ.", "projects/", "key=", " bearer ", "a1-", "a:b@", "token=1"),
        *("-----BEGIN A-----", "cookie=", "1.", "1:", "project number 1", "'secret', '"),
    ],
)
def test_time_is_bounded_for_any_repetition(unit: str) -> None:
    began = time.process_time()
    scrub(unit * 100_000)
    assert time.process_time() - began < 0.25


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_fixes_hold_nothing_to_scrub_beyond_urls(cause: object) -> None:
    assert "[key]" not in scrub(cause.fix)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('Invalid value: "a whole sentence" is not allowed.', 'Invalid value: "[…]" is not allowed.'),
        (
            "Unknown name 'contents[0].parts': Cannot find field.",
            "Unknown name 'contents[0].parts': Cannot find field.",
        ),
        ("The user's model doesn't have 'a b' or `c d`.", "The user's model doesn't have '[…]' or `[…]`."),
        ("Недопустимое значение «привет мир»", "Недопустимое значение «[…]»"),
        ("in \u201ccurly ones\u201d, in \u201elow ones\u201c", "in \u201c[…]\u201d, in \u201e[…]\u201c"),
        (
            'Expected , or } after pair.\n"parts": [{"text": "a prompt that',
            'Expected , or } after pair. "parts": [{"text": "[…]',
        ),
        ("JSON payload received. Unexpected token.\nmy secret plan\n^", "JSON payload received. Unexpected token. […]"),
        (
            "JSON payload received. No field.\nInvalid JSON payload received. None here.",
            "JSON payload received. No field. Invalid JSON payload received. None here.",
        ),
        ("502 from upstream: <html><title>my plan</title></html>", "502 from upstream: […]"),
        ("<!DOCTYPE html>\n<p>my plan", "[…]"),
        ("tag <b> is no page", "tag <b> is no page"),
        ("sent <head>x my plan", "sent […]"),
        ("sent <body class=a> my plan", "sent […]"),
        ("sent <HTML lang=ru>\nmy plan", "sent […]"),
        ("y" * 300, "y" * 300),
        ('Bad "a \\" b" here', 'Bad "[…]" here'),
        ("cut here: 'and never", "cut here: '[…]"),
    ],
)
def test_what_a_message_quotes_is_elided_unless_it_is_an_identifier(said: str, kept: str) -> None:
    assert scrub(said) == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('Invalid value ""my secret plan"" here', 'Invalid value "[…]'),
        ('Bad: "he said "hi there" and left" now', 'Bad: "[…]'),
        ('Bad: "a "b" c"', 'Bad: "[…]'),
        ('Unknown name "my plan" at "contents": no such field', 'Unknown name "[…]" at "contents": no such field'),
        ('an empty "" is bad', 'an empty "" is bad'),
        ("of 3 ' and more 'x y'", "of 3 ' and more '[…]'"),
        ("«привет»", "«[…]»"),
        (f"'{'a' * 100}'", f"'{'a' * 100}'"),
        (f"'{'a' * 101}'", "'[…]'"),
        ("'a b' x 'c d' y 'never", "'[…]"),
        ("'a' " * 30, "'a' " * 21 + "'[…]"),
        ('cut "in the middle', 'cut "[…]'),
        ("‹my plan› and 「my plan」 are bad", "‹[…]› and 「[…]」 are bad"),
        (
            "all of them: 'a b', `a b`, «a b», “a b”, „a b“, ‘a b’, ‚a b‘, ‹a b›, 「a b」, \"a b\"",
            "all of them: '[…]', `[…]`, «[…]», “[…]”, „[…]“, ‘[…]’, ‚[…]‘, ‹[…]›, 「[…]」, \"[…]\"",
        ),
    ],
)
def test_what_is_quoted_may_hold_quotation_marks_of_its_own(text: str, shown: str) -> None:
    assert redaction.without_quotations(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("gemini-2.5-flash@001", "gemini-2.5-flash@001"),
        ("publishers/google/models/gemini@latest", "publishers/google/models/gemini@latest"),
        ("jane@example.com", "[email]"),
        ("a@b/jane@example.com", "a@b/[email]"),
        ("projects/my-shop/models/m", "projects/[project]/models/m"),
    ],
)
@pytest.mark.parametrize("scrubber", [redaction.scrub_name, redaction.scrub_id, redaction.scrub_term])
def test_a_version_stays_in_a_name_and_a_person_does_not(scrubber: Callable[[str], str], name: str, shown: str) -> None:
    assert scrubber(name) == shown


# What stands behind the name of a secret

_NAMES = (
    *("api_key", "api key", "api-key", "access_key_id", "access key id", "access-key-id", "authorization_key"),
    *("private_key", "x-goog-api-key", "client_secret", "client secret", "client-secret", "secret"),
    *("password", "passwd", "pwd", "authorization", "credential", "credentials", "signature"),
)
_OF_DIGITS = (
    "token",
    "session_id",
    "session id",
    "session-id",
    "sessionid",
    "client_id",
    "client id",
    "client-id",
    "clientid",
)


@pytest.mark.parametrize("capital", [str.lower, str.upper, str.title], ids=["lower", "upper", "title"])
@pytest.mark.parametrize("between", [": ", "=", "':'", '": "', " : ", "', b'"])
@pytest.mark.parametrize("name", _NAMES)
def test_what_a_name_says_is_secret_is_taken_out(name: str, between: str, capital: Callable[[str], str]) -> None:
    scrubbed = scrub_text(f"it has {capital(name)}{between}plainlooking")
    assert "plainlooking" not in scrubbed


@pytest.mark.parametrize("between", [": ", "=", "':'", '": "', " : ", "', b'"])
@pytest.mark.parametrize("name", [*_OF_DIGITS, "rquid"])
def test_a_token_and_an_id_are_taken_out(name: str, between: str) -> None:
    assert "plain1ooking" not in scrub_text(f"it has {name}{between}plain1ooking")


@pytest.mark.parametrize(
    "name", ["access_token", "refresh-token", "id_token", "auth_token", "sessiontoken", "csrf-token"]
)
@pytest.mark.parametrize("between", ['": "', "=", "': b'"])
def test_a_field_that_is_a_token_needs_no_digit(name: str, between: str) -> None:
    assert "plainlooking" not in scrub_text(f"it has '{name}{between}plainlooking")


@pytest.mark.parametrize(
    "kept", ["token count: many", "session: closed", "the key is missing", "key: value", "client: python", "id: abc"]
)
def test_a_name_that_tells_no_secret_takes_nothing_out(kept: str) -> None:
    assert scrub_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("one two", "one two"),
        ("one two three", "one two"),
        ("one twoo", "one"),
        ("one twoo three", "one"),
        ("onetwothree", "onetwot"),
        ("one two\nthree", "one two"),
        ("", ""),
    ],
)
def test_a_text_is_cut_behind_a_word(text: str, cut: str) -> None:
    assert redaction.cut_at_a_word(text, 7) == cut


@pytest.mark.parametrize("length", [299, 300, 301, 599, 600, 601, 602])
def test_a_message_of_any_length_is_scrubbed(length: int) -> None:
    said = "word " * (length // 5) + "x" * (length % 5)
    expected = said.strip() if len(said.strip()) <= 300 else said[:299] + "…"
    assert scrub(said) == expected


# Every kind of key, and every way to say what it is

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KINDS_OF_KEYS = {
    "AIza": 4,
    "AQ.": 8,
    "ya29.": 4,
    "1//": 10,
    "GOCSPX-": 4,
    "sk-": 12,
    "hf_": 20,
    "glpat-": 16,
    "xoxb-": 10,
    "AQVN": 10,
    "github_pat_": 20,
    "AKIA": 12,
    "ASIA": 12,
    "AROA": 12,
    "AIDA": 12,
    "ABIA": 12,
    "ACCA": 12,
}
"""How a key begins, and how many characters must follow before it is taken for one."""


def _key_of(beginning: str, length: int) -> str:
    letters = _LETTERS[:length]
    return beginning + (letters.upper() if beginning.isupper() and "." not in beginning else letters)


@pytest.mark.parametrize(("beginning", "length"), _KINDS_OF_KEYS.items())
def test_a_key_of_any_kind_is_told_by_how_it_begins(beginning: str, length: int) -> None:
    key, too_short = _key_of(beginning, length), _key_of(beginning, length - 1)
    assert scrub_text(f"sent {key} there") == "sent [key] there"
    assert scrub_text(f"sent {too_short} there") == f"sent {too_short} there"
    assert [redaction.scrub_id(key), redaction.scrub_name(key), redaction.scrub_term(key)] == ["[key]"] * 3
    assert redaction.is_ordinary_id(key) is False
    assert redaction.without_credentials(f"at {key}\n  there") == "at [key]\n  there"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 'Basic abcdefgh'\n  there", "at 'Basic [redacted]'\n  there"),
        ("bearer=abcdefgh\n  x", "bearer [redacted]\n  x"),
        ("eyJabcdef\n  x", "[redacted]\n  x"),
        ("-----BEGIN A-----\nx\n-----END A-----\n  y", "[key]\n  y"),
        ("  in project 123456789012 of jane@example.com", "  in project 123456789012 of jane@example.com"),
    ],
)
def test_a_text_of_somebody_else_s_stays_but_for_its_credentials(text: str, shown: str) -> None:
    assert redaction.without_credentials(text) == shown


@pytest.mark.parametrize("beginning", sorted(set(_KINDS_OF_KEYS) - {"AIza", "ya29.", "GOCSPX-", "github_pat_"}))
def test_inside_of_a_word_nothing_begins_like_a_key(beginning: str) -> None:
    word = f"x{_key_of(beginning, _KINDS_OF_KEYS[beginning])}"
    assert scrub_text(f"the {word} of") == f"the {word} of"


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("sk-abcdef-ghijk", "[key]"),
        ("ya29.a.b.c", "[key]"),
        ("eyJabcde", "[redacted]"),
        ("eyJabcd", "eyJabcd"),
        ("eyJabcde.f.g.h.i", "[redacted]"),
        ("'Basic abcd efgh'", "'Basic [redacted]'"),
        ('"bearer abcd efgh"', '"bearer [redacted]"'),
        ("'Basic abc'", "'Basic abc'"),
        *((f"{word} <abcdefgh>", f"{word} [redacted]>") for word in ("bearer", "Basic")),
        *((f"Bearer {mark}abcdefgh{mark}", f"Bearer [redacted]{mark}") for mark in "'\""),
        *(
            (f"{word}{between}abcdefgh", f"{word} [redacted]")
            for word in ("BEARER", "basic")
            for between in (" ", ":", " = ", "%20", "+", "&nbsp;", "  ")
        ),
        ("Bearer a1bc", "Bearer [redacted]"),
        ("Bearer 1ab", "Bearer 1ab"),
        ("Bearer abcdefg", "Bearer abcdefg"),
        *((f"Basic abcdefgh{end}ijkl x", "Basic [redacted] x") for end in ("\\n", "\n", "\\r\\n", "\r\n")),
        ("Basic abcdefgh\nijkl: x", "Basic [redacted] ijkl: x"),
        ("https://" + "u" * 150 + "@h/p", "https://h/p"),
        ("https://a.dev/p#part of", "https://a.dev/p of"),
        ("user:abcdefghijkl@host", "[redacted]@host"),
        ("a+b@x.co of", "[email] of"),
        ("jane%40example.com", "[email]"),
        ("project manager said", "project manager said"),
        ("project a-12 of", "project [project] of"),
        ("project a-1 of", "project a-1 of"),
        ("cookie=abcd; e=f", "cookie=[redacted]"),
        ("'cookie': 'abcd'", "'cookie': '[redacted]'"),
        ("('set-cookie', 'abcd')", "('set-cookie', '[redacted]')"),
        ("Cookie: abcd; e=f\nHost: x", "Cookie: [redacted] Host: x"),
        ("a 2001:DB8:85A3:0:0:8A2E:370:7334 b", "a [ip] b"),
        ("a fe80::1:2:3:4 b", "a [ip] b"),
        ("a 1.2.3.4567 b", "a 1.2.3.4567 b"),
        ("a 6F0B1291-C7F3-43C6-BB2E-9F3EFB2DC98E b", "a [id] b"),
        ("4111 1111 1111 1111 111 x", "[number] x"),
        ("4111 1111 1111 x", "[number] x"),
        ("4111-1111-1111-1111 x", "[number] x"),
        ("3782 822463 1000 x", "[number] x"),
        ("+1 202 555 01 43 x", "[phone] x"),
        ("+49 (151) 12345678 x", "[phone] x"),
        *((f"{number} x", "[phone] x") for number in ("202-555-0143", "202 555-0143", "(202)-555-0143")),
        *((f"{'1' * count} x", "[number] x") for count in (11, 22)),
        ("your api key 'GEMINI_API_KEY' is missing", "your api key 'GEMINI_API_KEY' is missing"),
        ("a 02:42:ac:11:00:02 b", "a [ip] b"),
        ("+47 22 12 34 x", "[phone] x"),
        ("номер 12345678901 тут", "номер [number] тут"),
        ("номер 1234567890 тут", "номер 1234567890 тут"),
        ("card \u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 x", "card [number] x"),
        (f"x {'g' * 39}1", "x [redacted]"),
        (f"x {'g' * 38}1", f"x {'g' * 38}1"),
        ("run aB3dE5gH7j_K9mN1pQ3sT of", "run [redacted] of"),
        ("x a11a11a11a11a11a11a1 y", "x [redacted] y"),
        (f"{'abcdef' * 4}-1", f"{'abcdef' * 4}-1"),
        ("key-0123456789ABCDEF01234567", "key-[redacted]"),
        ("key-0123456789abcdef01234567", "key-[redacted]"),
        ("key-0123456789ABCDEF0123456", "key-0123456789ABCDEF0123456"),
        ("key-0123456789abcdef0123456", "key-0123456789abcdef0123456"),
        ("password=abcd", "password=[redacted]"),
        ("password=abc", "password=abc"),
        ("access_token'='abcd'", "access_token'='[redacted]'"),
        ("Unexpected token: identifier", "Unexpected token: identifier"),
        ("token: abcdefghijklmnop1", "token: [redacted]"),
        *((f"{'1' * count} x", f"{'1' * count} x") for count in (10, 23)),
    ],
)
def test_a_secret_is_taken_out_at_its_bounds_and_nothing_beside_it(text: str, scrubbed: str) -> None:
    assert scrub_text(text) == scrubbed


@pytest.mark.parametrize("name", ["key", "token", "secret", "password", "passwd", "signature", "credential", "auth"])
@pytest.mark.parametrize(
    ("line", "scrubbed"),
    [
        ("GET /p?my{}=abcdef&x=1", "GET /p?my{}=[redacted]&x=1"),
        ("GET /p?x=1;my{}=abcdef;y", "GET /p?x=1;my{}=[redacted];y"),
        ("x&my{}=abcdef", "x&my{}=[redacted]"),
    ],
)
def test_a_parameter_with_a_telling_name_is_taken_out_and_not_its_neighbour(
    name: str, line: str, scrubbed: str
) -> None:
    assert scrub_text(line.format(name)) == scrubbed.format(name)


@pytest.mark.parametrize("quote", "'\"`")
@pytest.mark.parametrize(
    "name", ["api key", "API_KEY", "apikey", "access-key", "authorization key", "password", "Secret"]
)
def test_what_is_quoted_behind_the_name_of_a_secret_is_taken_out(name: str, quote: str) -> None:
    said = f"your {name} {quote}{{}}{quote} is bad"
    assert scrub_text(said.format("plainlooking")) == said.format("[redacted]")
    assert scrub_text(said.format("plainlo")) == said.format("plainlo")


@pytest.mark.parametrize("between", [": ", "=", " ", "#", ":'", '": "', ' = "', "`"])
@pytest.mark.parametrize(
    "name", ["project", "Projects", "project_number", "project number", "project_id", "project id", "projectid"]
)
def test_a_project_is_taken_out_however_it_is_introduced(name: str, between: str) -> None:
    assert scrub_text(f"the {name}{between}my-shop-1 is") == f"the {name}{between}[project] is"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("eyJabcde.fgh", "[redacted]"),
        ("Bearer abcdefghi", "Bearer [redacted]"),
        ("an id=abcdefghi1", "an id=abcdefghi1"),
        ("abc==", "abc=="),
        ("user.id/1@2", "user.id/1@2"),
    ],
)
@pytest.mark.parametrize("scrubber", [redaction.scrub_name, redaction.scrub_id, redaction.scrub_term])
def test_a_name_is_looked_at_as_a_text_where_it_is_no_name(
    scrubber: Callable[[str], str], name: str, shown: str
) -> None:
    assert scrubber(name) == shown
    assert redaction.is_ordinary_id(name) is False


@pytest.mark.parametrize("digits", ["0123456789ABCDEF01234567", "0123456789abcdef01234567"])
def test_a_name_of_24_hexadecimal_digits_is_none(digits: str) -> None:
    assert (redaction.scrub_name(digits), redaction.scrub_name(digits[1:])) == ("[redacted]", digits[1:])


def test_an_id_is_ordinary_as_long_as_no_authorization_key_is() -> None:
    assert (redaction.is_ordinary_id("a" * 48), redaction.is_ordinary_id("a" * 49)) == (True, False)


@pytest.mark.parametrize(("count", "is_kept"), [(19, True), (20, False)])
def test_base64_of_twenty_characters_is_no_term(count: int, is_kept: bool) -> None:
    part = "aB3dE5gH7jK9mN1pQ3sT"[:count]
    assert redaction.scrub_term(part) == (part if is_kept else "[redacted]")
    assert redaction.scrub_name(part) == (part if is_kept else "[redacted]")


@pytest.mark.parametrize(
    ("known", "scrubbed"),
    [
        ({"message": f"key {KEY}"}, ("key [key]", None, ())),
        ({"request_id": KEY}, (None, "[key]", ())),
        ({"findings": (f"key {KEY}", "b")}, (None, None, ("key [key]", "b"))),
        ({}, (None, None, ())),
    ],
)
def test_each_text_of_a_failure_is_scrubbed_though_it_has_no_other(known: dict[str, Any], scrubbed: object) -> None:
    failure = redaction.scrub_failure(Failure(CAUSES["gemini.model_overloaded"], provider="gemini", **known))
    assert (failure.message, failure.request_id, failure.findings) == scrubbed


@pytest.mark.parametrize("end", ["", "=", "=="])
def test_an_authorization_key_is_no_id_with_or_without_its_padding(end: str) -> None:
    assert redaction.scrub_id(_AUTHORIZATION_KEY.rstrip("=") + end).rstrip("=") == "[redacted]"


@pytest.mark.parametrize("name", ["aBcDeFgHiJkLmNoPqRsT", "Gemini25ProRequestsPerDayPerUser1"])
def test_a_term_is_kept_without_a_digit_or_in_words(name: str) -> None:
    assert redaction.scrub_term(name) == name
