"""Alerts about the pipeline of metrics, and their runbook page, in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "{service}: its metrics have other names than the rules read.": (
        "{service}: suas métricas têm nomes diferentes dos que as regras leem."
    ),
    (
        "{service} counts its calls as {found}, which neither rules nor dashboards read: nothing of it is"
        " seen. Export them again with --names {strategy}."
    ): (
        "{service} conta suas chamadas como {found}, que nem regras nem dashboards leem: nada dele é "
        "visto. Exporte-os de novo com --names {strategy}."
    ),
    "{service}: the services behind it are counted as one.": (
        "{service}: os serviços por trás dele são contados como um só."
    ),
    (
        "The series of {service} name the real service in the label exported_job, so all services behind "
        "it are one. Set honor_labels: true in this scrape job."
    ): (
        "As séries de {service} trazem o serviço real no rótulo exported_job, por isso todos os serviços "
        "por trás dele são um só. Defina honor_labels: true neste job de coleta."
    ),
    "{service}: its counters start anew all the time.": "{service}: seus contadores recomeçam o tempo todo.",
    "In the last hour a counter of {service} started anew {times} times, so what is counted of it is wrong.": (
        "Na última hora um contador de {service} recomeçou {times} vezes, por isso o que se conta dele está errado."
    ),
    "Names under which calls are counted": "Nomes com que as chamadas são contadas",
    "Services that a scrape job hides": "Serviços que um job de coleta esconde",
    "How often counters started anew in an hour": "Quantas vezes os contadores recomeçaram em uma hora",
    "Let rules and pipeline agree: export with the pipeline's names, or set the pipeline right.": (
        "Faça regras e pipeline concordarem: exporte com os nomes do pipeline ou corrija o pipeline."
    ),
    (
        "The metrics of a service arrive, but not as rules and dashboards read them. Until they do, no "
        "other alert can be relied on for this service."
    ): (
        "As métricas de um serviço chegam, mas não como regras e dashboards as leem. Até lá, nenhum outro"
        " alerta deste serviço é confiável."
    ),
    "Under which names are its calls counted? The first query tells, by service.": (
        "Com que nomes suas chamadas são contadas? A primeira consulta diz, por serviço."
    ),
    "Is it one service, or all behind one collector? An exporter of the collector decides for all.": (
        "É um serviço só ou tudo o que está atrás de um coletor? Um exportador do coletor decide por todos."
    ),
    (
        "What was changed: the collector's exporter, Prometheus' `translation_strategy`, a scrape job, "
        "the number of processes?"
    ): (
        "O que mudou: o exportador do coletor, `translation_strategy` no Prometheus, um job de coleta, o "
        "número de processos?"
    ),
    "what is there": "o que se vê",
    "what makes it": "o que o causa",
    "what to do": "o que fazer",
    "Underscores, no `_total`": "Sublinhados, sem `_total`",
    "`UnderscoreEscapingWithoutSuffixes`, or `add_metric_suffixes: false`": (
        "`UnderscoreEscapingWithoutSuffixes` ou `add_metric_suffixes: false`"
    ),
    "Export with `--names UnderscoreEscapingWithoutSuffixes`.": (
        "Exporte com `--names UnderscoreEscapingWithoutSuffixes`."
    ),
    "Dots, and `_total`": "Pontos e `_total`",
    "`NoUTF8EscapingWithSuffixes`": "A estratégia `NoUTF8EscapingWithSuffixes`",
    "Export with `--names NoUTF8EscapingWithSuffixes`.": "Exporte com `--names NoUTF8EscapingWithSuffixes`.",
    "Dots, no `_total`": "Pontos, sem `_total`",
    "`NoTranslation`, or VictoriaMetrics without `-opentelemetry.usePrometheusNaming`": (
        "`NoTranslation`, ou VictoriaMetrics sem `-opentelemetry.usePrometheusNaming`"
    ),
    "Export with `--names NoTranslation`.": "Exporte com `--names NoTranslation`.",
    "Underscores, and `_total`": "Sublinhados e `_total`",
    "The default, `UnderscoreEscapingWithSuffixes`": "O padrão, `UnderscoreEscapingWithSuffixes`",
    "Export without `--names`.": "Exporte sem `--names`.",
    "Something before `triage`, or `_dot_` or `_2e_` for a dot": (
        "Algo antes de `triage`, ou `_dot_` ou `_2e_` no lugar de um ponto"
    ),
    "A `namespace` of the exporter; a `metric_name_escaping_scheme` of the scrape job": (
        "Um `namespace` do exportador; um `metric_name_escaping_scheme` do job de coleta"
    ),
    "Take it out: no export has such names.": "Retire-o: nenhuma exportação tem esses nomes.",
    "The label `exported_job`": "O rótulo `exported_job`",
    "A scrape of the collector without `honor_labels`": "Uma coleta do coletor sem `honor_labels`",
    "Set `honor_labels: true` in the scrape job.": "Defina `honor_labels: true` no job de coleta.",
    "Counters that start anew all the time": "Contadores que recomeçam o tempo todo",
    "Deltas that are stored as they are, or several processes that write the same series": (
        "Deltas guardados como estão, ou vários processos que escrevem as mesmas séries"
    ),
    "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; give each process a `service.instance.id`.": (
        "Remova `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; dê a cada processo um `service.instance.id`."
    ),
    "{service}: its counters do not arrive.": "{service}: seus contadores não chegam.",
    (
        "{service} reports limits of quotas or jobs that wait, but no calls: its counters are dropped on the "
        "way, as deltas are. Unset OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE in the service, or put "
        "the processor delta_to_cumulative into the collector."
    ): (
        "{service} informa limites de cotas ou jobs em espera, mas nenhuma chamada: seus contadores são "
        "descartados no caminho, como acontece com deltas. Remova "
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE no serviço ou ponha o processador "
        "delta_to_cumulative no coletor."
    ),
    "Services whose counters do not arrive": "Serviços cujos contadores não chegam",
    "No counter, but `triage_quota_limit` or `triage_jobs_oldest_seconds`": (
        "Nenhum contador, mas `triage_quota_limit` ou `triage_jobs_oldest_seconds`"
    ),
    "Delta temporality, which Prometheus and the collector's `prometheus_remote_write` drop": (
        "Temporalidade delta, que o Prometheus e o `prometheus_remote_write` do coletor descartam"
    ),
    (
        "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`, or put the processor "
        "`delta_to_cumulative` into the collector."
    ): (
        "Remova `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` ou ponha o processador "
        "`delta_to_cumulative` no coletor."
    ),
    "The first query has the name that these rules read, once for each service, and the alert resolves.": (
        "A primeira consulta mostra o nome que estas regras leem, uma vez por serviço, e o alerta se resolve."
    ),
    "If the pipeline is another team's: at once, with what the first query shows.": (
        "Se o pipeline é de outra equipe: imediatamente, com o que a primeira consulta mostra."
    ),
    "It is about how Prometheus stores the metrics: there is nothing like it here.": (
        "Trata de como o Prometheus guarda as métricas: aqui não há nada parecido."
    ),
}
