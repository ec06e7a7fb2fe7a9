"""Our names under other namespaces than `triage.` are the semantic conventions' own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import opentelemetry.semconv._incubating.attributes as attributes
import opentelemetry.semconv._incubating.metrics as metrics
import pytest
from opentelemetry.semconv._incubating.attributes.gen_ai_attributes import GenAiOperationNameValues
from opentelemetry.semconv.attributes.error_attributes import ErrorTypeValues

from genai_triage.telemetry import names

_RENAMED = "metrics of the latest draft, after the package's copy was frozen"
_MODALITIES = "attributes of the latest draft"
_NEWER = {
    "gen_ai.request.reasoning.level": "an attribute of the latest draft",
    "gen_ai.request.previous_response.id": "an attribute of the latest draft",
    "gen_ai.token.modality": "an attribute of the latest draft's counters of tokens",
    "gen_ai.execute_tool.duration": "a metric of the latest draft",
    "gen_ai.client.operation.exception": "an event, and the package has no constants of events",
    "gen_ai.client.inference.duration": _RENAMED,
    "gen_ai.client.inference.time_to_first_chunk": _RENAMED,
    "gen_ai.client.inference.time_per_output_chunk": _RENAMED,
    "gen_ai.client.inference.operation.input_tokens": _RENAMED,
    "gen_ai.client.inference.operation.output_tokens": _RENAMED,
    "gen_ai.client.inference.usage.input_tokens": _RENAMED,
    "gen_ai.client.inference.usage.output_tokens": _RENAMED,
    "gen_ai.client.inference.usage.cache_read.input_tokens": _RENAMED,
    "gen_ai.client.inference.usage.reasoning.output_tokens": _RENAMED,
    **dict.fromkeys(names.USAGE_OF_INPUT.values(), _MODALITIES),
    **dict.fromkeys(names.USAGE_OF_OUTPUT.values(), _MODALITIES),
    **dict.fromkeys(names.USAGE_OF_CACHE_READ.values(), _MODALITIES),
}
"""Names that the package does not have, and why they are used."""

_NAMESPACES = ("gen_ai.", "error.", "exception.", "http.", "rpc.", "server.")


def _strings(module: ModuleType) -> set[str]:
    constants = [value for name, value in vars(module).items() if name.isupper()]
    tables = [value for table in constants if isinstance(table, dict) for value in table.values()]
    return {value for value in (*constants, *tables) if isinstance(value, str)}


def _theirs(package: ModuleType) -> set[str]:
    """Every constant of the package's modules."""
    found = (
        importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    )
    return set().union(*map(_strings, found))


THEIRS = _theirs(attributes) | _theirs(metrics)
BORROWED = sorted(name for name in _strings(names) if name.startswith(_NAMESPACES))


@pytest.mark.parametrize("name", BORROWED)
def test_a_borrowed_name_is_a_constant_of_the_conventions_or_is_listed(name: str) -> None:
    assert (name in THEIRS) != (name in _NEWER)


def test_every_listed_name_is_still_ours() -> None:
    assert _NEWER.keys() <= set(BORROWED)


def test_every_other_dotted_name_is_our_own() -> None:
    dotted = {name for name in _strings(names) if "." in name and "://" not in name}
    assert {name for name in dotted if not name.startswith("triage.")} == set(BORROWED)


def test_operations_of_inference_are_well_known_values() -> None:
    assert {value.value for value in GenAiOperationNameValues} >= names.INFERENCE_OPERATIONS


def test_the_fallback_of_the_error_type_is_theirs() -> None:
    assert ErrorTypeValues.OTHER.value == names.OTHER


PAGE = (Path(__file__).parents[2] / "docs" / "conventions.md").read_text(encoding="utf-8")


def test_the_page_names_every_metric_of_both_namings() -> None:
    table = PAGE.partition("## Two namings")[2].partition("## Values")[0]
    ours = {name for name in _strings(names) if name.startswith("gen_ai.client.") and name != names.EXCEPTION_EVENT}
    assert set(re.findall(r"`(gen_ai\.client\.[\w.]+)`", table)) == ours


def test_nothing_that_the_page_leaves_out_is_recorded() -> None:
    table = PAGE.partition("## Left out on purpose")[2]
    left_out = {name for row in table.splitlines() for name in re.findall(r"`([\w.]+)`", row.split(" | ")[0])}
    assert left_out & set(BORROWED) == {names.EXCEPTION_EVENT, names.EXCEPTION_MESSAGE}


def test_the_schema_is_the_newest_that_the_page_names() -> None:
    assert f"({names.SCHEMA_URL.rpartition('/')[2]})" in PAGE
