"""What alerts say, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "{service} calling {provider}: {value} of the calls are refused for their credential.": (
        "{service} → {provider}: {value} вызовов не проходит авторизацию."
    ),
    "{value} of the calls of {service} to {provider} are refused for their credential.": (
        "{value} вызовов {service} к {provider} не проходит авторизацию."
    ),
    "{service} calling {provider}: {value} of the calls are not allowed.": (
        "{service} → {provider}: {value} вызовов отклоняется из-за нехватки прав."
    ),
    "{value} of the calls of {service} to {provider} are not allowed.": (
        "{value} вызовов {service} к {provider} отклоняется из-за нехватки прав."
    ),
    "{service} calling {provider}: {value} of the calls are refused because of money.": (
        "{service} → {provider}: {value} вызовов отклоняется из-за проблем с оплатой."
    ),
    "{value} of the calls of {service} to {provider} are refused because of money.": (
        "{value} вызовов {service} к {provider} отклоняется из-за проблем с оплатой."
    ),
    "{service} calling {provider}: {value} of the calls are refused because a long-window quota is used up.": (
        "{service} → {provider}: {value} вызовов отклоняется, так как исчерпана долгосрочная квота."
    ),
    "{value} of the calls of {service} to {provider} are refused because a long-window quota is used up.": (
        "{value} вызовов {service} к {provider} отклоняется, так как исчерпана долгосрочная квота."
    ),
    "{service} calling {provider}: {value} of the calls are refused for the place they come from.": (
        "{service} → {provider}: {value} вызовов отклоняется из-за региона, откуда они приходят."
    ),
    "{value} of the calls of {service} to {provider} are refused for the place they come from.": (
        "{value} вызовов {service} к {provider} отклоняется из-за региона, откуда они приходят."
    ),
    "{service} calling {provider}: {value} of the calls fail in a way that the taxonomy does not know.": (
        "{service} → {provider}: {value} вызовов завершается ошибкой, которой нет в таксономии."
    ),
    "{value} of the calls of {service} to {provider} fail in a way that the taxonomy does not know.": (
        "{value} вызовов {service} к {provider} завершается ошибкой, которой нет в таксономии."
    ),
    "{service} calling {provider}: {value} of the calls are over a short-window limit.": (
        "{service} → {provider}: {value} вызовов упирается в краткосрочный лимит."
    ),
    "{value} of the calls of {service} to {provider} are over a short-window limit.": (
        "{value} вызовов {service} к {provider} упирается в краткосрочный лимит."
    ),
    "{service} calling {provider}: {value} of the calls are refused as malformed.": (
        "{service} → {provider}: {value} вызовов отклоняется из-за ошибок в запросе."
    ),
    "{value} of the calls of {service} to {provider} are refused as malformed.": (
        "{value} вызовов {service} к {provider} отклоняется из-за ошибок в запросе."
    ),
    "{service} calling {provider}: {value} of the calls are refused as too large.": (
        "{service} → {provider}: {value} вызовов отклоняется из-за слишком большого размера."
    ),
    "{value} of the calls of {service} to {provider} are refused as too large.": (
        "{value} вызовов {service} к {provider} отклоняется из-за слишком большого размера."
    ),
    "{service} calling {provider}: {value} of the calls ask for what the model or API version lacks.": (
        "{service} → {provider}: {value} вызовов требует того, чего нет в модели или версии API."
    ),
    "{value} of the calls of {service} to {provider} ask for what the model or API version lacks.": (
        "{value} вызовов {service} к {provider} требует того, чего нет в модели или версии API."
    ),
    "{service} calling {provider}: {value} of the calls ask for a model or resource that is not there.": (
        "{service} → {provider}: {value} вызовов обращается к модели или ресурсу, которых нет."
    ),
    "{value} of the calls of {service} to {provider} ask for a model or resource that is not there.": (
        "{value} вызовов {service} к {provider} обращается к модели или ресурсу, которых нет."
    ),
    "{service} calling {provider}: {value} of the calls get an unusable answer.": (
        "{service} → {provider}: {value} вызовов получает непригодный ответ."
    ),
    "{value} of the calls of {service} to {provider} get an unusable answer.": (
        "{value} вызовов {service} к {provider} получает непригодный ответ."
    ),
    "{service} calling {provider}: {value} of the calls run into a time limit.": (
        "{service} → {provider}: {value} вызовов не укладывается в таймаут."
    ),
    "{value} of the calls of {service} to {provider} run into a time limit.": (
        "{value} вызовов {service} к {provider} не укладывается в таймаут."
    ),
    "{service} calling {provider}: {value} of the calls do not reach the provider.": (
        "{service} → {provider}: {value} вызовов не доходит до провайдера."
    ),
    "{value} of the calls of {service} to {provider} do not reach the provider.": (
        "{value} вызовов {service} к {provider} не доходит до провайдера."
    ),
    "{service} calling {provider}: {value} of the calls are refused by the SDK before they are sent.": (
        "{service} → {provider}: {value} вызовов отклоняет сам SDK ещё до отправки."
    ),
    "{value} of the calls of {service} to {provider} are refused by the SDK before they are sent.": (
        "{value} вызовов {service} к {provider} отклоняет сам SDK ещё до отправки."
    ),
    "{service} calling {provider}: {value} of the calls fail as overloaded or internal.": (
        "{service} → {provider}: {value} вызовов завершается ошибками overloaded или internal."
    ),
    "{value} of the calls of {service} to {provider} fail as overloaded or internal.": (
        "{value} вызовов {service} к {provider} завершается ошибками overloaded или internal."
    ),
    "{service} calling {provider}: {value} of the calls fail by the provider's fault.": (
        "{service} → {provider}: {value} вызовов не выполняется по вине провайдера."
    ),
    (
        "{value} of the calls of {service} to {provider} fail by the provider's fault; its error budget allows "
        "{budget}."
    ): ("{value} вызовов {service} к {provider} не выполняется по вине провайдера; бюджет ошибок допускает {budget}."),
    "{service} calling {provider}: calls are refused for their credential.": (
        "{service} → {provider}: вызовы не проходят авторизацию."
    ),
    "Calls of {service} to {provider} are refused for their credential: "
    "{value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} не проходят авторизацию: {value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: calls are not allowed.": (
        "{service} → {provider}: вызовы отклоняются из-за нехватки прав."
    ),
    "Calls of {service} to {provider} are not allowed: {value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} отклоняются из-за нехватки прав: "
        "{value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: calls are refused because of money.": (
        "{service} → {provider}: вызовы отклоняются из-за проблем с оплатой."
    ),
    "Calls of {service} to {provider} are refused because of money: {value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} отклоняются из-за проблем с оплатой: "
        "{value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: calls are refused because a long-window quota is used up.": (
        "{service} → {provider}: вызовы отклоняются, так как исчерпана долгосрочная квота."
    ),
    "Calls of {service} to {provider} are refused because a long-window quota is used up: "
    "{value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} отклоняются, так как исчерпана долгосрочная квота: "
        "{value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: calls are refused for the place they come from.": (
        "{service} → {provider}: вызовы отклоняются из-за региона, откуда они приходят."
    ),
    "Calls of {service} to {provider} are refused for the place they come from: "
    "{value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} отклоняются из-за региона, откуда они приходят: "
        "{value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: calls fail in a way that the taxonomy does not know.": (
        "{service} → {provider}: вызовы завершаются ошибкой, которой нет в таксономии."
    ),
    "Calls of {service} to {provider} fail in a way that the taxonomy does not know: "
    "{value} in {window} or since a call succeeded.": (
        "Вызовы {service} к {provider} завершаются ошибкой, которой нет в таксономии: "
        "{value} за {window} или с последнего успешного вызова."
    ),
    "{service} calling {provider}: a daily quota of {model} is almost used up.": (
        "{service} → {provider}: суточная квота {model} почти исчерпана."
    ),
    "In the last {day}, {service} used {value} of a daily quota of {model} at {provider}.": (
        "За последние {day} сервис {service} израсходовал {value} суточной квоты {model} у {provider}."
    ),
    "{service} calling {provider}: the prepaid tokens of {model} are almost used up.": (
        "{service} → {provider}: предоплаченные токены {model} почти закончились."
    ),
    (
        "{service} has {value} prepaid tokens of {model} left at {provider}: under {least} of the week's highest "
        "balance, or used up within {hours} hours at this pace."
    ): (
        "У {service} осталось {value} предоплаченных токенов {model} ({provider}): меньше {least} от максимума за "
        "неделю, или при таком темпе их хватит меньше чем на {hours} ч."
    ),
    "{service} calling {provider}: {value} of the requests fail and are retried; the calls succeed.": (
        "{service} → {provider}: {value} запросов завершается ошибкой и повторяется; вызовы успешны."
    ),
    "{value} of the requests of {service} to {provider} fail; retries hide it from the application, for now.": (
        "{value} запросов {service} к {provider} завершается ошибкой; пока повторы скрывают это от приложения."
    ),
    "Treat the class behind the failed attempts before the retries stop helping.": (
        "Разберитесь с классом неуспешных попыток, пока повторы ещё помогают."
    ),
    "{service}: no telemetry about its model calls.": "{service}: нет телеметрии о вызовах моделей.",
    "{service} reported its model calls for most of the last day and reports nothing now.": (
        "От {service} почти сутки приходили данные о вызовах моделей, а теперь не приходит ничего."
    ),
    "Model: {model}.": "Модель: {model}.",
    "Limit: {limit} ({quota}).": "Лимит: {limit} ({quota}).",
    "The daily quota comes back at midnight Pacific time: {time}.": (
        "Суточная квота обновится в полночь по тихоокеанскому времени: {time}."
    ),
    "The provider asks to wait {seconds} s.": "Провайдер просит подождать {seconds} с.",
    "{share} of the failed requests are {failure_class}.": "{share} неуспешных запросов — {failure_class}.",
    "That is {share} of its calls.": "Это {share} вызовов сервиса.",
    "{provider}: the calls of {value} services began to fail together with {failure_class}.": (
        "{provider}: одновременно начались сбои вызовов, класс {failure_class}; затронуто сервисов: {value}."
    ),
    "The calls of {value} services to {provider} began to fail together with {failure_class}.": (
        "Вызовы к {provider} начали завершаться сбоем сразу в нескольких сервисах, класс {failure_class}; "
        "затронуто сервисов: {value}."
    ),
    "Look for what these services have in common: a key, an account, a limit, a network.": (
        "Найдите, что у этих сервисов общего: ключ, аккаунт, лимит, сеть."
    ),
    "one class": "одного класса",
    "{provider} fails the calls of {value} services.": "{provider}: сбои вызовов, затронуто сервисов: {value}.",
    "{provider} fails at least {least} of the calls of {value} services, by its own fault.": (
        "{provider} по своей вине не выполняет не меньше {least} вызовов; затронуто сервисов: {value}."
    ),
    "Most affected": "Больше всего затронуты",
    "key": "ключ",
    "Over": "Закончилось",
    "Dashboard": "Дашборд",
    "many": "много",
    "Who answers: {who}.": "Кто отвечает: {who}.",
    "nobody": "никто",
    "Raise the quota or the plan, or move work to another model, before calls are refused.": (
        "Увеличьте квоту или тариф либо перенесите работу на другую модель, пока вызовы не начали отклоняться."
    ),
    "Top up the tokens of this model before calls are refused.": (
        "Пополните токены этой модели, пока вызовы не начали отклоняться."
    ),
    "a share": "часть",
    "h": "ч",
    "min": "мин",
    "Find the part of the pipeline that is silent; until then no other alert can fire.": (
        "Найдите звено конвейера телеметрии, которое молчит: до этого ни один другой алерт не сработает."
    ),
    "{service} calling {provider}: {value} of the calls are blocked, far more than yesterday.": (
        "{service} → {provider}: {value} вызовов блокируется, гораздо больше, чем вчера."
    ),
    (
        "In the last hour {value} of the calls of {service} to {provider} were blocked, more than {factor} times "
        "the share of the day before."
    ): (
        "За последний час заблокировано {value} вызовов {service} к {provider}: доля более чем в {factor} раза выше "
        "вчерашней."
    ),
    "{service} calling {provider}: {value} of the calls are stopped because the answer recites known material.": (
        "{service} → {provider}: {value} вызовов обрывается из-за цитирования известных материалов."
    ),
    (
        "{value} of the last hour's calls of {service} to {provider} are stopped because the answer recites known "
        "material."
    ): ("За последний час {value} вызовов {service} к {provider} обрывается из-за цитирования известных материалов."),
    "{service} calling {provider}: {value} of the calls end at the token limit.": (
        "{service} → {provider}: {value} вызовов обрывается на лимите токенов."
    ),
    "{value} of the last hour's calls of {service} to {provider} end at the token limit.": (
        "За последний час {value} вызовов {service} к {provider} обрывается на лимите токенов."
    ),
    "{service} calling {provider}: {value} of the calls are given up by the caller.": (
        "{service} → {provider}: {value} вызовов отменяет вызывающая сторона."
    ),
    "{value} of the last hour's calls of {service} to {provider} are given up by the caller.": (
        "За последний час {value} вызовов {service} к {provider} отменяет вызывающая сторона."
    ),
    "a service": "сервис",
    "a provider": "провайдер",
    "a model": "модели",
    "A service that counted calls does so no longer. Either it makes no calls, or nobody hears of them: silence "
    "looks like health everywhere else.": (
        "Сервис, который считал вызовы, больше их не считает. Либо он ничего не вызывает, либо данные до нас не "
        "доходят: на всех остальных графиках тишина выглядит как норма."
    ),
    "Does the service still run, and should it be calling at this hour? A job that ended, or a night without "
    "traffic, needs a silence in Alertmanager and no repair.": (
        "Работает ли сервис и должен ли он сейчас обращаться к моделям? Если задание завершилось или ночью нет "
        "трафика, чинить нечего: поставьте silence в Alertmanager."
    ),
    "Did a deployment change how it starts: without `opentelemetry-instrument`, under another `OTEL_SERVICE_NAME`, "
    "with `OTEL_SDK_DISABLED=true` or `OTEL_METRICS_EXPORTER=none`?": (
        "Не изменил ли деплой запуск: без `opentelemetry-instrument`, с другим `OTEL_SERVICE_NAME`, с "
        "`OTEL_SDK_DISABLED=true` или `OTEL_METRICS_EXPORTER=none`?"
    ),
    "Is it this service alone, or everything behind the same collector or scrape job? Many at once point at the "
    "pipeline.": (
        "Молчит только этот сервис или всё, что стоит за тем же коллектором или заданием сбора? Если сразу много, дело "
        "в конвейере телеметрии."
    ),
    "Seconds since each service was last heard": "Сколько секунд нет данных от каждого сервиса",
    "What was there a day ago and is not now": "Что было сутки назад и чего нет сейчас",
    "from the application outwards: the first no is the place": "от приложения наружу: первое «нет» укажет место",
    "how to see it": "как проверить",
    "if not": "если нет",
    "Is the application instrumented?": "Инструментировано ли приложение?",
    "Started with `OTEL_METRICS_EXPORTER=console`, it prints `triage.calls` after a call.": (
        "При запуске с `OTEL_METRICS_EXPORTER=console` оно после вызова печатает `triage.calls`."
    ),
    "Start it under `opentelemetry-instrument`, and look at `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS`.": (
        "Запустите его через `opentelemetry-instrument` и проверьте `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS`."
    ),
    "Does it export?": "Экспортирует ли оно метрики?",
    "Scraped: `curl -s localhost:9464/metrics | grep triage_calls_total`. Pushed: its log has no `Failed to export`.": (
        "При сборе (pull): `curl -s localhost:9464/metrics | grep triage_calls_total`. При отправке (push): в его логе "
        "нет `Failed to export`."
    ),
    "Set `OTEL_METRICS_EXPORTER` and, where it pushes, `OTEL_EXPORTER_OTLP_ENDPOINT`.": (
        "Задайте `OTEL_METRICS_EXPORTER`, а при отправке ещё и `OTEL_EXPORTER_OTLP_ENDPOINT`."
    ),
    "Does the collector pass it on?": "Передаёт ли их коллектор дальше?",
    "`otelcol_receiver_accepted_metric_points` and `otelcol_exporter_sent_metric_points` rise.": (
        "`otelcol_receiver_accepted_metric_points` и `otelcol_exporter_sent_metric_points` растут."
    ),
    "Read its log; look at `otelcol_exporter_send_failed_metric_points`.": (
        "Прочитайте его лог и посмотрите на `otelcol_exporter_send_failed_metric_points`."
    ),
    "Does Prometheus scrape it?": "Собирает ли их Prometheus?",
    "`up` of the job is 1.": "`up` этого задания равен 1.",
    "Status → Targets names the error: address, network or authentication.": (
        "На странице Status → Targets названа ошибка: адрес, сеть или аутентификация."
    ),
    "Has Prometheus the series?": "Есть ли ряды в Prometheus?",
    "`count by (job) (triage_calls_total)` has the service.": (
        "`count by (job) (triage_calls_total)` показывает сервис."
    ),
    "Look for relabelling that drops it, a sample limit, or names translated in another way.": (
        "Ищите relabelling, который их отбрасывает, лимит на число сэмплов или имена, переведённые по другим правилам."
    ),
    "Are the rules evaluated?": "Вычисляются ли правила?",
    "Status → Rules shows the groups without an error.": "На странице Status → Rules группы показаны без ошибок.",
    "Load `recording.rules.yml` next to the alerts.": "Загрузите `recording.rules.yml` вместе с алертами.",
    "The series has new samples and the alert resolves; a failure brought about on purpose arrives: `genai-triage "
    "drill auth --app`.": (
        "В рядах появились новые сэмплы, алерт снят, а намеренно вызванный сбой доходит до получателя: `genai-triage "
        "drill auth --app`."
    ),
    "If several services are silent: at once, to whoever runs the collector and Prometheus, because every alert is "
    "blind.": (
        "Если молчат сразу несколько сервисов: немедленно тем, кто обслуживает коллектор и Prometheus, потому что "
        "слепы все алерты."
    ),
    "Users see successes, because the SDK asks again until the provider answers. Every retry costs time, counts "
    "against the limits and may be billed; when their share grows, the same fault becomes an outage.": (
        "Пользователи видят успешные ответы, потому что SDK повторяет запрос, пока провайдер не ответит. Каждый повтор "
        "занимает время, расходует лимиты и может тарифицироваться; если доля повторов вырастет, тот же сбой станет "
        "аварией."
    ),
    "Which class do the attempts fail with? `rate_limit` is your own pace; `overloaded`, `internal` and `timeout` "
    "are the provider's; `auth` is a token that is renewed too late.": (
        "С каким классом завершаются попытки? `rate_limit` — слишком высокий собственный темп; `overloaded`, "
        "`internal` и `timeout` — вина провайдера; `auth` — токен обновляется слишком поздно."
    ),
    "Does the p95 of the duration rise with it? Then users already wait for the retries.": (
        "Растёт ли вместе с этим p95 длительности? Тогда пользователи уже ждут повторов."
    ),
    "Do retries sit on retries: the SDK's, a framework's, the queue's? Three layers of three make 27 requests of "
    "one.": (
        "Не накладываются ли повторы друг на друга: SDK, фреймворка, очереди? Три слоя по три попытки превращают один "
        "запрос в 27."
    ),
    "Failed attempts by class, in five minutes": "Неуспешные попытки по классам за пять минут",
    "Their share of all requests on the wire": "Их доля среди всех отправленных запросов",
    "Calls that succeeded only after a retry": "Вызовы, которые удались только после повтора",
    "attempts fail with": "попытки завершаются с",
    "what it is": "что происходит",
    "The pace is above the limit, and retries add to it.": "Темп выше лимита, и повторы его только увеличивают.",
    "The provider sheds load.": "Провайдер сбрасывает нагрузку.",
    "The provider fails at random.": "Случайные сбои у провайдера.",
    "Answers take longer than the client waits, and are paid for all the same.": (
        "Ответ идёт дольше, чем ждёт клиент, но оплачивается всё равно."
    ),
    "Connections break, often idle ones that a proxy or NAT has closed.": (
        "Соединения рвутся: часто это простаивающие соединения, закрытые прокси или NAT."
    ),
    "Access tokens are renewed too late, or by every worker for itself.": (
        "Токены доступа обновляются слишком поздно, или каждый воркер обновляет свой."
    ),
    "Attempts equal calls again, and the p95 of the duration is that of a single attempt.": (
        "Попыток снова столько же, сколько вызовов, а p95 длительности соответствует одной попытке."
    ),
    "As the page of the class says; earlier if the error budget is being used up as well.": (
        "Как указано на странице класса; раньше, если расходуется ещё и бюджет ошибок."
    ),
}
