"""What a service's last version has brought: causes that were not there before it."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import OVERVIEW, SERVICE_NAME, WHERE
from generator import links, promql
from generator.columns import Column
from generator.incidents import FIX, fix_texts, hidden
from generator.panel import AGO, TEXT, About, Panel, Query, class_shades, owner_shades
from generator.tables import rows

_FAILURES: Final = promql.select(m.FAILURES, promql.CLASS_FILTER)
_SEEN: Final = (m.JOB, m.PROVIDER, m.CLASS, m.CAUSE, m.OWNER)
_SAME: Final = "same"
"""Instead of a cause: no service has another version than at the beginning of the range."""


def new_causes() -> Panel:
    """Lists causes that were met first under the version that a service has last got."""
    about = About(
        OVERVIEW,
        "new_causes",
        "New since the last version",
        "Causes that a service met first after its last change of service.version in this range, and not before: what "
        "the new version may have brought. A version is known if the service's resource has it.",
        TEXT,
        "No calls, or no service.version: set it in OTEL_RESOURCE_ATTRIBUTES",
    )
    here = links.field(m.CLASS)
    return rows(
        about,
        (Query(_new_or_why_not()),),
        (
            Column("Value", "First seen", 116, unit=AGO, texts={"0": ""}),
            Column(m.CLASS, "Class", 140, shades=class_shades(), links=(links.to_class(here, links.ROW),)),
            Column(m.OWNER, "Whose", 76, shades=owner_shades()),
            Column(WHERE, "Where", 150, wraps=True),
            Column(promql.VERSION, "Version", 76),
            Column(FIX, "What to do", texts=_texts(), wraps=True),
            *hidden(m.CAUSE, m.JOB, m.PROVIDER, SERVICE_NAME, promql.CHOSEN_MODEL),
        ),
        sort=(("First seen", True),),
    )


def _texts() -> dict[str, str]:
    return {
        **fix_texts(),
        promql.NONE: "No new cause since the last version",
        _SAME: "No service has changed its version in this range",
    }


def _new_or_why_not() -> str:
    """Returns when each new cause was first met, or a row at 0 that says why there is none."""
    new = promql.where(promql.with_columns(since_last_version(), (FIX, m.CAUSE)))
    none = f'label_replace(0 * count({last_versions()}), "{FIX}", "{promql.NONE}", "", "")'
    known = f"count(last_over_time({promql.VERSIONS}[{promql.RANGE}]))"
    same = f'label_replace(0 * {known}, "{FIX}", "{_SAME}", "", "")'
    return f"{new} or ({none} unless on () ({new})) or ({same} unless on () ({last_versions()}))"


def since_last_version() -> str:
    """Returns the time, in milliseconds since 1970, of each cause's first event, where it is after the service's last
    version came and there was none before the range."""
    seen = ", ".join(_SEEN)
    before = f"max by ({seen}) (last_over_time({_FAILURES}[{promql.LOOKBACK}] offset {promql.RANGE}) > 0)"
    first = f"({promql.first_time(_SEEN, _FAILURES)} unless {before})"
    return f"{first} >= on ({m.JOB}) group_left ({promql.VERSION}) 1000 * {last_versions()}"


def last_versions() -> str:
    """Returns when (Unix seconds) each service's last version came; nothing of a service that has had only one."""
    # A step's own time: cheaper than the sample's, which Prometheus reads anew in every step.
    steps = f"min_over_time(timestamp({promql.VERSIONS} > 0)[{promql.RANGE}:{promql.STEP}])"
    came = f"min by ({m.JOB}, {promql.VERSION}) ({steps})"
    return f"topk by ({m.JOB}) (1, {came} > on ({m.JOB}) group_left () min by ({m.JOB}) ({came}))"
