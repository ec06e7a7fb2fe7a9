"""Alerts about the pipeline of metrics, and their runbook page, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "{service}: its metrics have other names than the rules read.": (
        "{service}: имена метрик не те, что читают правила."
    ),
    (
        "{service} counts its calls as {found}, which neither rules nor dashboards read: nothing of it is"
        " seen. Export them again with --names {strategy}."
    ): (
        "Вызовы {service} считает метрика {found}, которую не читают ни правила, ни дашборды: ничего не "
        "видно. Экспортируйте их заново с --names {strategy}."
    ),
    "{service}: the services behind it are counted as one.": "{service}: сервисы за ним считаются одним.",
    (
        "The series of {service} name the real service in the label exported_job, so all services behind "
        "it are one. Set honor_labels: true in this scrape job."
    ): (
        "В рядах {service} настоящий сервис назван в метке exported_job, поэтому все сервисы за ним "
        "слились в один. Задайте honor_labels: true в этом задании сбора."
    ),
    "{service}: its counters start anew all the time.": "{service}: его счётчики всё время начинаются заново.",
    "In the last hour a counter of {service} started anew {times} times, so what is counted of it is wrong.": (
        "За последний час счётчик {service} начинался заново {times} раз: всё, что по нему посчитано, неверно."
    ),
    "Names under which calls are counted": "Под какими именами считаются вызовы",
    "Services that a scrape job hides": "Какие сервисы скрывает задание сбора",
    "How often counters started anew in an hour": "Сколько раз за час счётчики начинались заново",
    "Let rules and pipeline agree: export with the pipeline's names, or set the pipeline right.": (
        "Согласуйте правила и конвейер: экспортируйте с его именами или настройте его иначе."
    ),
    (
        "The metrics of a service arrive, but not as rules and dashboards read them. Until they do, no "
        "other alert can be relied on for this service."
    ): (
        "Метрики сервиса приходят, но не такими, какими их читают правила и дашборды. Пока это так, ни на"
        " один другой алерт этого сервиса полагаться нельзя."
    ),
    "Under which names are its calls counted? The first query tells, by service.": (
        "Под какими именами считаются его вызовы? Первый запрос покажет это по сервисам."
    ),
    "Is it one service, or all behind one collector? An exporter of the collector decides for all.": (
        "Это один сервис или всё за одним коллектором? Экспортёр коллектора решает за всех."
    ),
    (
        "What was changed: the collector's exporter, Prometheus' `translation_strategy`, a scrape job, "
        "the number of processes?"
    ): ("Что изменилось: экспортёр коллектора, `translation_strategy` в Prometheus, задание сбора, число процессов?"),
    "what is there": "что видно",
    "what makes it": "откуда это",
    "what to do": "что делать",
    "Underscores, no `_total`": "Подчёркивания, без `_total`",
    "`UnderscoreEscapingWithoutSuffixes`, or `add_metric_suffixes: false`": (
        "`UnderscoreEscapingWithoutSuffixes` или `add_metric_suffixes: false`"
    ),
    "Export with `--names UnderscoreEscapingWithoutSuffixes`.": (
        "Экспортируйте с `--names UnderscoreEscapingWithoutSuffixes`."
    ),
    "Dots, and `_total`": "Точки и `_total`",
    "`NoUTF8EscapingWithSuffixes`": "Стратегия `NoUTF8EscapingWithSuffixes`",
    "Export with `--names NoUTF8EscapingWithSuffixes`.": "Экспортируйте с `--names NoUTF8EscapingWithSuffixes`.",
    "Dots, no `_total`": "Точки, без `_total`",
    "`NoTranslation`, or VictoriaMetrics without `-opentelemetry.usePrometheusNaming`": (
        "`NoTranslation` или VictoriaMetrics без `-opentelemetry.usePrometheusNaming`"
    ),
    "Export with `--names NoTranslation`.": "Экспортируйте с `--names NoTranslation`.",
    "Underscores, and `_total`": "Подчёркивания и `_total`",
    "The default, `UnderscoreEscapingWithSuffixes`": "По умолчанию, `UnderscoreEscapingWithSuffixes`",
    "Export without `--names`.": "Экспортируйте без `--names`.",
    "Something before `triage`, or `_dot_` or `_2e_` for a dot": (
        "Что-то перед `triage`, либо `_dot_` или `_2e_` вместо точки"
    ),
    "A `namespace` of the exporter; a `metric_name_escaping_scheme` of the scrape job": (
        "`namespace` у экспортёра; `metric_name_escaping_scheme` у задания сбора"
    ),
    "Take it out: no export has such names.": "Уберите это: таких имён нет ни в одном экспорте.",
    "The label `exported_job`": "Метка `exported_job`",
    "A scrape of the collector without `honor_labels`": "Сбор с коллектора без `honor_labels`",
    "Set `honor_labels: true` in the scrape job.": "Задайте `honor_labels: true` в задании сбора.",
    "Counters that start anew all the time": "Счётчики всё время начинаются заново",
    "Deltas that are stored as they are, or several processes that write the same series": (
        "Дельты хранятся как есть, или несколько процессов пишут в одни и те же ряды"
    ),
    "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; give each process a `service.instance.id`.": (
        "Уберите `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`; дайте каждому процессу свой "
        "`service.instance.id`."
    ),
    "{service}: its counters do not arrive.": "{service}: счётчики не доходят.",
    (
        "{service} reports limits of quotas or jobs that wait, but no calls: its counters are dropped on the "
        "way, as deltas are. Unset OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE in the service, or put "
        "the processor delta_to_cumulative into the collector."
    ): (
        "{service} сообщает лимиты квот или ожидающие задания, но ни одного вызова: его счётчики "
        "отбрасываются по пути, как бывает с дельтами. Уберите "
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE в сервисе или добавьте в коллектор процессор "
        "delta_to_cumulative."
    ),
    "Services whose counters do not arrive": "Сервисы, счётчики которых не доходят",
    "No counter, but `triage_quota_limit` or `triage_jobs_oldest_seconds`": (
        "Счётчиков нет, но есть `triage_quota_limit` или `triage_jobs_oldest_seconds`"
    ),
    "Delta temporality, which Prometheus and the collector's `prometheus_remote_write` drop": (
        "Дельта-темпоральность: её отбрасывают Prometheus и `prometheus_remote_write` коллектора"
    ),
    (
        "Unset `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`, or put the processor "
        "`delta_to_cumulative` into the collector."
    ): (
        "Уберите `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` или добавьте в коллектор процессор "
        "`delta_to_cumulative`."
    ),
    "The first query has the name that these rules read, once for each service, and the alert resolves.": (
        "Первый запрос показывает имя, которое читают эти правила, по одному разу для каждого сервиса, и "
        "алерт разрешается."
    ),
    "If the pipeline is another team's: at once, with what the first query shows.": (
        "Если конвейер ведёт другая команда: сразу, с результатом первого запроса."
    ),
    "It is about how Prometheus stores the metrics: there is nothing like it here.": (
        "Он о том, как метрики хранит Prometheus: здесь ничего подобного нет."
    ),
}
