"""Who answered the calls that failed, beside who must act."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.taxonomy.gateways import CLOUDFLARE, EDGE, GATEWAY, NOBODY, PROXY, SERVICE
from generator import links, promql
from generator.columns import Column
from generator.panel import COUNT, About, Panel, Query, owner_shades
from generator.parts import called
from generator.tables import NO_FAILURE, ranking

ANSWERED: Final = {
    SERVICE: "the provider's API",
    EDGE: "the provider's front door",
    PROXY: "a proxy",
    CLOUDFLARE: "Cloudflare",
    GATEWAY: "a gateway",
    NOBODY: "nobody",
}
"""Who answered, in words; a gateway that is known goes by its name."""


def who_answered() -> Panel:
    """Counts failures by who answered and whose they are."""
    about = About(
        OVERVIEW,
        "answered_by",
        "Who answered, and whose it is",
        "Failed calls by who answered: the provider's API, its front door (a page instead of an answer), a proxy or a "
        "gateway on the way, or nobody. A gateway that carries the provider's error leaves it with the provider's "
        "owner; its own refusal is the caller's.",
        COUNT,
    )
    labels = (m.ANSWERED_BY, m.OWNER, m.PROVIDER)
    failed = f"{promql.count(labels, promql.select(m.FAILURES, promql.CLASS_FILTER))} > 0"
    return ranking(
        about,
        Query(promql.or_none(failed, m.ANSWERED_BY, called())),
        (
            Column(m.ANSWERED_BY, "Who answered", 170, texts={**ANSWERED, promql.NONE: NO_FAILURE}),
            Column(m.OWNER, "Whose", 90, shades=owner_shades()),
            Column(
                m.PROVIDER,
                "Provider",
                110,
                links=(links.to_provider(links.field(m.PROVIDER), links.ROW_PROVIDER),),
            ),
        ),
        Column("Value", "Failures", bar=True),
    )
