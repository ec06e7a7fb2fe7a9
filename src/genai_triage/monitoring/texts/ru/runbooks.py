"""What all runbooks say, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "no": "нет",
    "Owner: {owner}. Retryable: {retryable}.": "Ответственный: {owner}. Повторять: {retryable}.",
    "{cause} (owner {owner}, retryable: {retryable})": "{cause} (ответственный: {owner}, повторять: {retryable})",
    "Exceptions: {causes}.": "Исключения: {causes}.",
    "First three checks": "Три первые проверки",
    "Look": "Где смотреть",
    "[Dashboard of this class]({url})": "[Дашборд этого класса]({url})",
    "Paste into Explore:": "Запросы для Explore:",
    "Of one place alone, with its names for the words in capitals:": (
        "Только для одного места: вместо слов прописными буквами подставьте его имена:"
    ),
    "Which causes, models and operations, in the last hour": "Какие причины, модели и операции за последний час",
    "When it began, by cause": "Когда началось, по причинам",
    "Its share of the calls of the last hour": "Доля среди вызовов за последний час",
    "Which instances have it": "На каких экземплярах",
    "The failed calls, in Tempo (TraceQL), with what the provider said:": (
        "Неуспешные вызовы в Tempo (TraceQL) с сообщением провайдера:"
    ),
    "The log events of the calls that raised, in Loki (LogQL):": (
        "События в логах о вызовах с исключением, в Loki (LogQL):"
    ),
    "Try it by hand": "Проверка вручную",
    "From the failing host and with its credential, without the application:": (
        "С проблемного хоста и с его учётными данными, в обход приложения:"
    ),
    "Diagnose": "Диагностика",
    "The owner acts by the fix of the cause:": "Ответственный действует по решению для своей причины:",
    "Gemini": "Gemini",
    "cause": "причина",
    "looks like": "как выглядит",
    "owner": "ответственный",
    "retryable": "повторять",
    "fix": "решение",
    "vendor's page": "документация",
    "page": "страница",
    "GigaChat": "GigaChat",
    "On the way to the vendor": "По пути к провайдеру",
    "By the status alone": "Только по статусу",
    "Verify the fix": "Как убедиться, что исправлено",
    "When to escalate": "Когда эскалировать",
    "Critical": "Критический",
    "owner by the label {label}": "ответственный указан в метке {label}",
    "fires after {time}": "срабатывает через {time}",
    "{fires} and stays {time}": "{fires}, держится {time}",
    "Warning": "Предупреждение",
    "fires at once": "срабатывает сразу",
    "Practise": "Учения",
    "`genai-triage drill {word}` brings the class about and follows its alert to the receiver.": (
        "`genai-triage drill {word}` вызывает сбой этого класса и прослеживает его алерт до получателя."
    ),
    "yes": "да",
    "owner {owner}": "ответственный: {owner}",
    "In the application": "В приложении",
    "Info": "Информационный",
    "Without an answer": "Без ответа",
    "Also about this class: {alerts}.": "О том же классе: {alerts}.",
    "after {seconds} s or more": "через {seconds} с или позже",
    "no answer": "нет ответа",
    "certificate verify failed": "сертификат не прошёл проверку",
    "the name does not resolve": "имя не разрешается",
    "the connection is never answered": "на соединение никто не отвечает",
    "connection refused": "в соединении отказано",
    "the answer breaks off": "ответ обрывается",
    "connection reset by the server": "сервер сбросил соединение",
    "{what}, in Tempo (TraceQL):": "{what}, в Tempo (TraceQL):",
    "what to do": "что делать",
    "Runbooks": "Ранбуки",
    "Generated from the taxonomy and its alerts: a page for each class of failure, the same parts on each.": (
        "Построены по таксономии и её алертам: на каждый класс ошибок своя страница, разделы на всех одни и те же."
    ),
    (
        "An alert's `runbook_url` leads to the row of the cause behind most failures, or to the top of the page; a "
        "failed span's `triage.class` names the page."
    ): (
        "`runbook_url` алерта ведёт к строке причины, которая стоит за большинством ошибок, или в начало страницы; "
        "страницу называет `triage.class` спана с ошибкой."
    ),
    "alerts": "алерты",
    "These pages belong to no class:": "Эти страницы не относятся ни к одному классу:",
    "Every alert can be tried: `genai-triage drill auth` brings the class about and follows its alert to "
    "the\nreceiver; `genai-triage drill --list` names the classes.": (
        "Любой алерт можно проверить: `genai-triage drill auth` вызывает сбой этого класса и прослеживает его алерт "
        "до\nполучателя; `genai-triage drill --list` перечисляет классы."
    ),
}
