"""Access tokens are known for as long as they are good, and a number of them after that."""

from __future__ import annotations

import pytest

from genai_triage.simulator import tokens
from genai_triage.simulator.tokens import TokenStore


@pytest.mark.parametrize("cause", ["", "gigachat.payment_required"])
def test_a_token_that_has_expired_stays_bound_to_its_cause(cause: str) -> None:
    store = TokenStore(60)
    token = store.issue(cause)
    assert (store.state(token.value), store.cause(token.value)) == ("ok", cause)

    store.expire_all()

    assert (store.state(token.value), store.cause(token.value)) == ("expired", cause)


def test_a_token_that_lives_no_time_is_expired_and_one_that_nobody_issued_is_unknown() -> None:
    store = TokenStore(0)
    assert store.state(store.issue().value) == "expired"
    assert (store.state("other"), store.cause("other")) == ("unknown", "")


def test_the_oldest_token_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_MAX_TOKENS", 2)
    store = TokenStore(60)

    issued = [store.issue().value for _ in range(3)]

    assert [store.state(value) for value in issued] == ["unknown", "ok", "ok"]
