"""What stands beside the files for backends without Prometheus, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "What was checked": "Что проверено",
    "Queries": "Запросы",
    "What to do ({owner}): {fix}": "Что делать ({owner}): {fix}",
    "The error budget is judged by one window instead of two pairs, and a failure counts by its class.": (
        "Бюджет ошибок оценивается по одному окну вместо двух пар, а ошибка считается по её классу."
    ),
    "failures": "ошибок",
    "Calls by outcome": "Вызовы по исходу",
    "Imported again, they are there twice. With Terraform they are replaced:": (
        "При повторном импорте они появятся дважды. С Terraform они заменяются:"
    ),
    "Failures by owner": "Ошибки по ответственному",
    "And {number} more: see the runbook.": "И ещё {number}: смотрите ранбук.",
    "gauges": "измерители (gauges)",
    "Only read in Datadog's documentation: how OTLP names become tags, `.as_count()` in monitors, template "
    "variables of tags with dots, and columns of the list of spans. Nothing was run in a Datadog account.": (
        "Только прочитано в документации Datadog: как имена OTLP становятся тегами, `.as_count()` в мониторах, "
        "переменные шаблонов для тегов с точками и столбцы списка спанов. В аккаунте Datadog ничего не "
        "запускалось."
    ),
    "It foresees the end of a balance: look at the balance, and set a limit of your own.": (
        "Это прогноз исчерпания баланса: смотрите на баланс и задайте свой порог."
    ),
    "Look first:": "Сначала посмотрите:",
    "Requests in the last day": "Запросы за последние сутки",
    "Prepaid tokens left": "Остаток предоплаченных токенов",
    "Send": "Отправка",
    "Not here.": "Здесь нет.",
    "Datadog turns cumulative counters into counts by itself, but leaves out the first point of each series: "
    "the first failure of a process. Delta temporality loses none.": (
        "Datadog сам превращает накопительные счётчики в приращения, но опускает первую точку каждого ряда: "
        "первую ошибку процесса. С дельта-темпоральностью ничего не теряется."
    ),
    "It fires too when the calls fail with their requests.": (
        "Срабатывает и тогда, когда вместе с запросами падают вызовы."
    ),
    "The monitors name nobody to notify. Route them by their tags with notification rules "
    "(`severity:critical`, `owner:account`, …), or add a handle to every message before the import:": (
        "Мониторы никого не оповещают. Направьте их по тегам правилами оповещений (`severity:critical`, "
        "`owner:account`, …) или добавьте адресата в каждое сообщение до импорта:"
    ),
    "counts; ask with `.as_count()`": "счётчики; спрашивайте с `.as_count()`",
    "here": "здесь",
    "In Traces, the spans of one cause: {query}": "В трассировках, спаны одной причины: {query}",
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: "
    "failures minus share times calls, compared with count × (1 − share). Where it is reached, both the share "
    "and the count are; a monitor fires at most count × (1 − share) failures later than the rule for "
    "Prometheus. Multiplying and subtracting give the same before and after the sum over time: it does not "
    "matter which Datadog does first.": (
        "Некоторые алерты требуют и доли вызовов, и числа ошибок. Здесь это одно число: ошибки минус доля, "
        "умноженная на вызовы, по сравнению с числом × (1 − доля). Где оно достигнуто, достигнуты и доля, и "
        "число; монитор срабатывает позже правила для Prometheus не более чем на число × (1 − доля) ошибок. "
        "Умножение и вычитание дают одно и то же до и после суммы по времени: неважно, что Datadog делает "
        "раньше."
    ),
    "Failures by class and cause": "Ошибки по классу и причине",
    "Names": "Имена",
    "limit": "лимит",
    "Causes, each with its fix:": "Причины, каждая со своим решением:",
    "Checked by `monitor/validate` during your import: the syntax of the queries.": (
        "Проверяется через `monitor/validate` при вашем импорте: синтаксис запросов."
    ),
    "Spans of failures": "Спаны ошибок",
    "Import": "Импорт",
    "What differs from the rules for Prometheus": "Чем отличается от правил для Prometheus",
    "Runbook: {url}": "Ранбук: {url}",
    "GenAI calls: what fails, whose it is, what to do": "Вызовы GenAI: что падает, чьё это, что делать",
    "With delta temporality a service without calls and one that is not heard look the same: watch the service "
    "itself.": (
        "С дельта-темпоральностью сервис без вызовов и сервис, которого не слышно, выглядят одинаково: следите "
        "за самим сервисом."
    ),
    "Checked by tests: every monitor and the dashboard against the models of `datadog-api-client`, Datadog's "
    "own client, which are generated from its API's schema: names, types and enumerated values.": (
        "Проверено тестами: каждый монитор и дашборд по моделям `datadog-api-client`, собственного клиента "
        "Datadog, которые порождены из схемы его API: имена, типы и перечисления."
    ),
    "Generated by `genai-triage export`; run it again rather than edit these files.": (
        "Создано командой `genai-triage export`; запустите её снова, а не правьте эти файлы."
    ),
    "what": "что",
    "Requests on the wire by outcome": "Запросы в сети по исходу",
    "query": "запрос",
    "tags of the same name, values in lower case": "теги с тем же именем, значения в нижнем регистре",
    "left, %": "осталось, %",
    "used in a day": "использовано за сутки",
    "Limit of requests by day, as the provider stated it": "Лимит запросов в сутки, как его назвал провайдер",
    "Failures of Gemini and GigaChat calls, classified by genai-triage.": (
        "Ошибки вызовов Gemini и GigaChat, классифицированные genai-triage."
    ),
    "How a condition is written": "Как записано условие",
    "attributes of spans": "атрибуты спанов",
    "It divides a day's requests by a limit that another metric states: look at the headroom of the quotas.": (
        "Это деление запросов за сутки на лимит из другой метрики: смотрите на остаток квот."
    ),
    "Quota headroom: requests by day": "Остаток квот: запросы в сутки",
    "a distribution; `count:` counts operations": "распределение; `count:` считает операции",
    "The share is not compared with yesterday's.": "Доля не сравнивается со вчерашней.",
    "OTLP": "OTLP",
    "a span's duration": "длительность спана",
    "Checked by tests: every trigger and query against models that are generated from the schema of "
    "Honeycomb's API (of the package `honeycomb-api`, which is not Honeycomb's own): names, types, lengths, "
    "enumerated values; the rules for queries of triggers; and that `main.tf` can be parsed.": (
        "Проверено тестами: каждый триггер и запрос по моделям, порождённым из схемы API Honeycomb (пакет "
        "`honeycomb-api`, он не самого Honeycomb): имена, типы, длины, перечисления; правила для запросов "
        "триггеров; и что `main.tf` разбирается."
    ),
    "With Terraform they are replaced when applied again, and the board is made too:": (
        "С Terraform они заменяются при повторном применении, и создаётся доска:"
    ),
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. A "
    "trigger runs every two minutes where the rule is evaluated every minute.": (
        "Считаются спаны, а не метрики; повторы считаются по вызовам, которые удались только после повтора. "
        "Триггер выполняется раз в две минуты там, где правило вычисляется каждую минуту."
    ),
    "Without Terraform:": "Без Terraform:",
    "the dataset, and a column; triggers and queries look at all datasets": (
        "датасет и столбец; триггеры и запросы смотрят на все датасеты"
    ),
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: a "
    "failed call counts 1 − share, every other one −share, and their sum is compared with count × (1 − share). "
    "Where it is reached, both the share and the count are; a trigger fires at most count × (1 − share) "
    "failures later than the rule for Prometheus.": (
        "Некоторые алерты требуют и доли вызовов, и числа ошибок. Здесь это одно число: упавший вызов "
        "считается как 1 − доля, любой другой как −доля, и сумма сравнивается с числом × (1 − доля). Где оно "
        "достигнуто, достигнуты и доля, и число; триггер срабатывает позже правила для Prometheus не более чем "
        "на число × (1 − доля) ошибок."
    ),
    "metrics": "метрики",
    "The triggers name nobody to notify. Add your recipients before the import:": (
        "Триггеры никого не оповещают. Добавьте получателей до импорта:"
    ),
    "a dataset of their own; nothing here asks it": "отдельный датасет; здесь его ничто не спрашивает",
    "Triggers count spans of calls. What a sampler in the SDK drops is not counted: keep all spans of calls, "
    "or sample where Honeycomb is told the rate (Refinery), which it then counts in.": (
        "Триггеры считают спаны вызовов. Что отбросил сэмплер в SDK, не считается: сохраняйте все спаны "
        "вызовов или сэмплируйте там, где Honeycomb узнаёт долю (Refinery) и учитывает её."
    ),
    "Only read, in the documentation and in Honeycomb's Terraform provider: functions of calculated fields, "
    "and what Terraform makes of `main.tf`. Nothing was run in a Honeycomb account.": (
        "Только прочитано, в документации и в провайдере Terraform от Honeycomb: функции вычисляемых полей и "
        "что Terraform делает из `main.tf`. В аккаунте Honeycomb ничего не запускалось."
    ),
    "Honeycomb refuses queries about columns that it has not seen, and these come with the first failure. Make "
    "them in the dataset of any service that calls; what is there already is answered with a conflict and left "
    "alone:": (
        "Honeycomb отклоняет запросы о столбцах, которых ещё не видел, а эти появляются с первой ошибкой. "
        "Создайте их в датасете любого вызывающего сервиса; на то, что уже есть, он отвечает конфликтом и "
        "ничего не меняет:"
    ),
    "a resource attribute of the same name": "атрибут ресурса с тем же именем",
    "Checked once, when this was written, against SigNoz's own code of August 2026: every rule passed its "
    "validation, rules and dashboard its API's schema. No package has either, so no test repeats it; tests "
    "hold the structure.": (
        "Проверено один раз, при написании, по собственному коду SigNoz от августа 2026: каждое правило прошло "
        "его валидацию, правила и дашборд — схему его API. Ни то, ни другое не публикуется пакетом, поэтому "
        "тест этого не повторяет; тесты держат структуру."
    ),
    "Only read: how SigNoz evaluates formulas and adds up a window, and routing policies. Nothing was run in a "
    "SigNoz.": (
        "Только прочитано: как SigNoz вычисляет формулы и складывает окно, и политики маршрутизации. В SigNoz "
        "ничего не запускалось."
    ),
    "SigNoz takes both temporalities. Of cumulative counters it cannot count the first point of a series, the "
    "first failure of a process; delta temporality loses none.": (
        "SigNoz принимает обе темпоральности. У накопительных счётчиков он не может посчитать первую точку "
        "ряда, первую ошибку процесса; с дельта-темпоральностью ничего не теряется."
    ),
    "grouped by": "группировка",
    "metric": "метрика",
    "The rules name no channel: routing policies choose it by labels (Alerts → Configuration → Routing "
    'Policies), as in `severity == "critical" && owner == "account"`. Without a policy nobody is notified.': (
        "Правила не называют канал: его выбирают политики маршрутизации по меткам (Alerts → Configuration → "
        'Routing Policies), например `severity == "critical" && owner == "account"`. Без политики никто не '
        "будет оповещён."
    ),
    "Imported again, they are there twice: delete the older ones first.": (
        "При повторном импорте они появятся дважды: сначала удалите прежние."
    ),
    "the same; in the query builder with Increase, then Sum": "те же; в конструкторе запросов с Increase, затем Sum",
    "the same": "те же",
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: "
    "failures minus share times calls, added up over the window and compared with count × (1 − share). Where "
    "it is reached, both the share and the count are; a rule fires at most count × (1 − share) failures later "
    "than the rule for Prometheus.": (
        "Некоторые алерты требуют и доли вызовов, и числа ошибок. Здесь это одно число: ошибки минус доля, "
        "умноженная на вызовы; оно складывается за окно и сравнивается с числом × (1 − доля). Где оно "
        "достигнуто, достигнуты и доля, и число; правило срабатывает позже правила для Prometheus не более чем "
        "на число × (1 − доля) ошибок."
    ),
    "Rules count spans of calls: what a sampler drops is not counted, so keep all spans of calls. Metrics may "
    "be sent too, as delta; nothing here asks them.": (
        "Правила считают спаны вызовов: что отбросил сэмплер, не считается, поэтому сохраняйте все спаны "
        "вызовов. Метрики тоже можно отправлять, как дельту; здесь их ничто не спрашивает."
    ),
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. "
    "Shares and counts are both asked for, as they stand in the rule for Prometheus.": (
        "Считаются спаны, а не метрики; повторы считаются по вызовам, которые удались только после повтора. "
        "Доли и числа проверяются оба, как стоят в правиле для Prometheus."
    ),
    "`otel/` is for EDOT and the managed OTLP endpoint (data streams `traces-*.otel-*`), `apm/` for APM Server "
    "(`traces-apm*`). Take one. Kibana 8.19, 9.1 or later: older ones know neither an alert for each row nor "
    "investigation guides.": (
        "`otel/` — для EDOT и управляемой точки приёма OTLP (потоки данных `traces-*.otel-*`), `apm/` — для "
        "APM Server (`traces-apm*`). Возьмите одно. Kibana 8.19, 9.1 или новее: более старые не знают ни "
        "алерта на каждую строку, ни руководств по расследованию."
    ),
    "ES|QL refuses fields that no document has, and these come with the first failure. Until then rules report "
    "an unknown column. A call with a wrong key is enough:": (
        "ES|QL отклоняет поля, которых нет ни в одном документе, а эти появляются с первой ошибкой. До неё "
        "правила сообщают о неизвестном столбце. Достаточно вызова с неверным ключом:"
    ),
    "The rules have no action and notify nobody. Add your connector (its id; the message is of a chat or log "
    "connector) before the import:": (
        "У правил нет действия, и они никого не оповещают. Добавьте свой коннектор (его id; сообщение — для "
        "коннектора чата или лога) до импорта:"
    ),
    "A rule that is there already is answered with a conflict: delete it first.": (
        "На уже существующее правило ответом будет конфликт: сначала удалите его."
    ),
    "in `otel/`": "в `otel/`",
    "in `apm/`": "в `apm/`",
    "Checked once, when this was written: every query was parsed by the grammar of Elasticsearch 9.1. No "
    "package with a licence that suits has it, so no test repeats it; tests hold the structure of rules and "
    "searches.": (
        "Проверено один раз, при написании: каждый запрос разобран грамматикой Elasticsearch 9.1. Пакета с "
        "подходящей лицензией для неё нет, поэтому тест этого не повторяет; тесты держат структуру правил и "
        "поисков."
    ),
    "Only read, in Kibana's and Elastic's documentation and source: parameters of rules, the form of saved "
    "searches, and how OTLP's names are stored. Nothing was run in Elasticsearch or Kibana.": (
        "Только прочитано, в документации и исходном коде Kibana и Elastic: параметры правил, форма "
        "сохранённых поисков и как хранятся имена OTLP. В Elasticsearch и Kibana ничего не запускалось."
    ),
    "Whether no call succeeds, for those that call rarely, is asked by files of their own, whose names end "
    "with the window (`-1h`, `-8h`); where the first failure is a warning already, it is not asked.": (
        "Нет ли ни одного успешного вызова у тех, кто вызывает редко, спрашивают отдельные файлы, чьи имена "
        "кончаются окном (`-1h`, `-8h`); где предупреждение даёт уже первая ошибка, это не спрашивается."
    ),
    "No call has succeeded in {window}.": "За {window} ни один вызов не удался.",
    "There is no time for which a condition must hold (`--for`): what is here fires as soon as its window "
    "reaches the numbers, and goes on until it no longer does.": (
        "Времени, которое условие должно держаться (`--for`), здесь нет: всё срабатывает, как только окно "
        "достигает чисел, и длится, пока достигает."
    ),
    "It counts the services that begin to fail together: group the notifications of their own alerts by provider.": (
        "Он считает сервисы, у которых сбои начались вместе: группируйте уведомления об их собственных сбоях "
        "по провайдеру."
    ),
    "It counts the services that see the same: group the notifications of the outage by provider.": (
        "Он считает сервисы, которые видят одно и то же: группируйте уведомления о сбое по провайдеру."
    ),
}
