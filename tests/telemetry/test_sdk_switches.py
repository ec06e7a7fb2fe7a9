import pytest

from genai_triage.telemetry import sdk_switches


@pytest.mark.parametrize(
    ("text", "is_disabled"), [("true", True), (" True ", True), ("1", False), ("yes", False), ("", False)]
)
def test_the_sdk_is_disabled_by_the_one_word_that_its_specification_names(text: str, is_disabled: bool) -> None:
    assert sdk_switches.is_sdk_disabled({"OTEL_SDK_DISABLED": text}) is is_disabled


def test_instrumentations_are_left_out_by_name() -> None:
    told = {"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "triage_httpx, google_genai"}
    assert sdk_switches.disabled_instrumentations(told) == {"triage_httpx", "google_genai"}
