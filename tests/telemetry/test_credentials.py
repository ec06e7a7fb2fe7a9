from __future__ import annotations

import base64
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from genai_triage.telemetry.credentials import Fingerprints

PRIVACY = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
KEY = "AIzaSyA0123456789abcdefghijklmnopqrstuv"
OF_KEY = "87ab823a"
CLIENT = base64.b64encode(b"5a0c4f1e-client:0d9ab1f2-secret-of-it").decode()
TOKEN = "eyJjdHkiOiJqd3QifQ.0123456789abcdef"


@pytest.fixture
def fingerprints() -> Fingerprints:
    return Fingerprints()


def test_a_key_has_the_same_fingerprint_in_every_process(fingerprints: Fingerprints) -> None:
    assert (fingerprints.of(KEY), Fingerprints().of(KEY)) == (OF_KEY, OF_KEY)


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ({"X-Goog-Api-Key": KEY}, ""),
        ([("x-goog-api-key", KEY)], ""),
        ([(b"x-goog-api-key", KEY.encode())], ""),
        ({"Authorization": f"Bearer {KEY}"}, ""),
        ({"authorization": f"bearer  {KEY} "}, ""),
        (None, f"https://host.test/v1beta/models?alt=sse&key={KEY}#end"),
        (None, f"https://host.test/v1beta/models?key={KEY}&key=another-key-that-is-long"),
        ({"x-goog-api-key": "short", "authorization": f"Bearer {KEY}"}, ""),
    ],
)
def test_a_key_is_found_wherever_requests_carry_it(fingerprints: Fingerprints, headers: Any, url: str) -> None:
    assert fingerprints.of_request(headers, url) == OF_KEY


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", " Basic "])
def test_an_authorization_key_has_one_fingerprint_as_a_setting_and_in_a_request(
    fingerprints: Fingerprints, scheme: str
) -> None:
    assert fingerprints.of_request({"authorization": f"{scheme} {CLIENT}"}) == fingerprints.of(CLIENT) == "df329867"


@pytest.mark.parametrize(
    "credential", ["", "sk-1234", "fifteen letters", "x" * 16_385, None, b"AIzaSyA0123456789abcdefg", 16]
)
def test_what_is_guessed_or_no_credential_has_no_fingerprint(fingerprints: Fingerprints, credential: Any) -> None:
    assert fingerprints.of(credential) is None


@pytest.mark.parametrize("pair", [b"user:a password", b"a long name without a secret", b"client-of-16-and-more:short"])
def test_a_password_has_no_fingerprint(fingerprints: Fingerprints, pair: bytes) -> None:
    assert fingerprints.of_request({"authorization": f"Basic {base64.b64encode(pair).decode()}"}) is None


@pytest.mark.parametrize("authorization", [f"Digest {KEY}", KEY, "", "Basic !!!", "Bearer"])
def test_an_unknown_scheme_has_no_fingerprint(fingerprints: Fingerprints, authorization: str) -> None:
    assert fingerprints.of_request({"authorization": authorization}) is None


@pytest.mark.parametrize("token", [TOKEN, "ya29.a0AfH6SMBx0123456789", "auth_tokens/0123456789abcdef"])
def test_a_token_stands_for_the_credential_that_it_was_given_for(fingerprints: Fingerprints, token: str) -> None:
    bearer = {"authorization": f"Bearer {token}"}
    assert fingerprints.of_request(bearer) is None
    fingerprints.learn(token, "0123abcd")
    assert fingerprints.of_request(bearer) == "0123abcd"


def test_the_oldest_of_a_thousand_tokens_is_forgotten(fingerprints: Fingerprints) -> None:
    for number in range(1001):
        fingerprints.learn(f"{TOKEN}{number}", "0123abcd")
    assert (fingerprints.of(f"{TOKEN}0"), fingerprints.of(f"{TOKEN}1")) == (None, "0123abcd")


@pytest.mark.parametrize("token", [None, 7, "an answer's other text"])
def test_only_tokens_are_learned(fingerprints: Fingerprints, token: Any) -> None:
    fingerprints.learn(token, "0123abcd")
    assert vars(fingerprints)["_of_tokens"] == {}


def test_neither_a_credential_nor_a_token_is_kept(fingerprints: Fingerprints) -> None:
    fingerprints.of(KEY)
    fingerprints.learn(TOKEN, OF_KEY)
    assert KEY not in repr(vars(fingerprints))
    assert TOKEN not in repr(vars(fingerprints))


def test_an_iterator_is_left_to_the_application(fingerprints: Fingerprints) -> None:
    metadata = iter([("x-goog-api-key", KEY)])
    assert fingerprints.of_request(metadata) is None
    assert list(metadata) == [("x-goog-api-key", KEY)]


def test_the_command_of_the_documentation_prints_the_fingerprint(fingerprints: Fingerprints) -> None:
    (command,) = re.findall(r"^\$ python (-c '.*hmac.*')$", PRIVACY.read_text(encoding="utf-8"), re.MULTILINE)
    printed = subprocess.run(
        [sys.executable, *shlex.split(command)],
        env={**os.environ, "GEMINI_API_KEY": KEY},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert printed == f"{fingerprints.of(KEY)}\n"


@pytest.mark.parametrize("length", [16, 16_384])
def test_a_secret_of_16_characters_to_16_384_has_a_fingerprint(fingerprints: Fingerprints, length: int) -> None:
    assert re.fullmatch("[0-9a-f]{8}", fingerprints.of("x" * length) or "")


@pytest.mark.parametrize(("length", "has_one"), [(15, False), (16, True)])
def test_a_client_s_secret_is_no_password_from_16_characters_on(
    fingerprints: Fingerprints, length: int, has_one: bool
) -> None:
    pair = base64.b64encode(b"client:" + b"s" * length).decode()
    assert (fingerprints.of_request({"authorization": f"Basic {pair}"}) is not None) is has_one


def test_a_header_counts_more_than_the_url_and_a_key_more_than_authorization(fingerprints: Fingerprints) -> None:
    url, other = f"https://h.test/?key={'u' * 20}", {"authorization": f"Bearer {'a' * 20}"}
    assert fingerprints.of_request({"x-goog-api-key": KEY, **other}, url) == OF_KEY
    assert fingerprints.of_request(other, url) == fingerprints.of("u" * 20)
    assert fingerprints.of_request(other, "https://h.test/") == fingerprints.of("a" * 20)


def test_no_other_header_authorizes(fingerprints: Fingerprints) -> None:
    assert fingerprints.of_request({"x-api-key": KEY, "cookie": KEY, "x-goog-user-project": KEY}) is None


def test_a_thousand_tokens_are_remembered(fingerprints: Fingerprints) -> None:
    for number in range(1000):
        fingerprints.learn(f"eyJ-token-number-{number:04}", f"{number:08}")
    assert fingerprints.of("eyJ-token-number-0000") == "00000000"
    fingerprints.learn("eyJ-token-number-1000", "00001000")
    assert fingerprints.of("eyJ-token-number-0000") is None
    assert fingerprints.of("eyJ-token-number-0001") == "00000001"


def test_twenty_credentials_are_labels_and_all_others_one(fingerprints: Fingerprints) -> None:
    labels = [fingerprints.label(f"{number:08}") for number in range(25)]
    assert labels == [*(f"{number:08}" for number in range(20)), *["_other"] * 5]
    assert fingerprints.label("00000003") == "00000003"


def test_what_is_no_base64_has_no_fingerprint(fingerprints: Fingerprints) -> None:
    assert fingerprints.of_request({"authorization": f"Basic {CLIENT[:8]}*{CLIENT[8:]}"}) is None
    assert fingerprints.of_request({"authorization": "Basic x"}) is None
