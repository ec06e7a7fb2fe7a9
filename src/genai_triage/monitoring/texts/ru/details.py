"""What stands on the dashboards about examples, limits, versions, cost, sessions and jobs, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Examples": "Примеры",
    "What was said, newest first": "Что было сказано, сначала новое",
    "The provider's own words, scrubbed, from the event that each call leaves that raised: service, provider and "
    "model, cause, message, request id. Open a line for the rest of it. A blocked or cut answer raises nothing and "
    "has no event: see the traces.": (
        "Слова самого провайдера, очищенные, из события, которое оставляет каждый вызов с исключением: сервис, "
        "провайдер и модель, причина, сообщение, id запроса. Раскройте строку, чтобы увидеть остальное. "
        "Заблокированный или обрезанный ответ исключения не вызывает и события не имеет: смотрите трассировки."
    ),
    "No events of this class, or no logs reach this data source": (
        "Событий этого класса нет, или логи в этот источник не приходят"
    ),
    "The last calls that failed so": "Последние такие вызовы",
    "One line for each call, from the traces: click a span for its whole trace. Sampling decides which calls have "
    "one.": (
        "По строке на вызов, из трассировок: щёлкните спан, чтобы открыть всю трассировку. У каких вызовов она есть, "
        "решает сэмплирование."
    ),
    "No traces of this class, or no traces reach this data source": (
        "Трассировок этого класса нет, или трассировки в этот источник не приходят"
    ),
    "When": "Когда",
    "Message": "Сообщение",
    "Duration": "Длительность",
    "Trace": "Трейс",
    "How long a call took until it failed, with all its retries. Milliseconds are a refusal, a round number of "
    "seconds is somebody's time limit. Points are calls with a trace, where the data source keeps exemplars.": (
        "Сколько длился вызов до ошибки, со всеми повторами. Миллисекунды — это отказ, круглое число секунд — чей-то "
        "таймаут. Точки — вызовы с трассировкой, если источник данных хранит экземпляры (exemplars)."
    ),
    "Limits that were hit, and what is left of them": "Достигнутые лимиты и сколько от них осталось",
    "The limit that the provider stated when it refused a call. Used: requests or input tokens of the chosen "
    "services, of a day since midnight Pacific time, when Gemini's days end, of a minute the average of the last "
    "ones; other services of the project use the same limits. Resets is in your time. A limit of 0 means that the "
    "plan does not include the model.": (
        "Лимит, который провайдер назвал, отказав в вызове. Использовано: запросы или входные токены выбранных "
        "сервисов, за день — с полуночи по тихоокеанскому времени, когда у Gemini кончается день, за минуту — среднее "
        "за последние; другие сервисы проекта расходуют те же лимиты. Обновление — по вашему времени. Лимит 0 значит, "
        "что модель не входит в тариф."
    ),
    "Used": "Использовано",
    "Share": "Доля",
    "Resets": "Обновится",
    "within a minute": "в течение минуты",
    "What is new, and who answered": "Что нового и кто ответил",
    "New since the last version": "Новое с последней версии",
    "Causes that a service met first after its last change of service.version in this range, and not before: what "
    "the new version may have brought. A version is known if the service's resource has it.": (
        "Причины, которые сервис впервые встретил после последней смены service.version в этом периоде, а до неё нет: "
        "то, что могла принести новая версия. Версия известна, если она есть в ресурсе сервиса."
    ),
    "No calls, or no service.version: set it in OTEL_RESOURCE_ATTRIBUTES": (
        "Нет вызовов или нет service.version: задайте её в OTEL_RESOURCE_ATTRIBUTES"
    ),
    "First seen": "Впервые",
    "Version": "Версия",
    "No new cause since the last version": "С последней версии новых причин нет",
    "No service has changed its version in this range": "За период ни один сервис не сменил версию",
    "Who answered, and whose it is": "Кто ответил и кто отвечает",
    "Failed calls by who answered: the provider's API, its front door (a page instead of an answer), a proxy or a "
    "gateway on the way, or nobody. A gateway that carries the provider's error leaves it with the provider's "
    "owner; its own refusal is the caller's.": (
        "Неуспешные вызовы по тому, кто ответил: API провайдера, его входной узел (страница вместо ответа), прокси "
        "или шлюз по пути, или никто. У ошибки провайдера, переданной шлюзом, ответственный тот же, что и без шлюза; "
        "за отказ самого шлюза отвечает вызывающий код."
    ),
    "Who answered": "Кто ответил",
    "the provider's API": "API провайдера",
    "the provider's front door": "входной узел провайдера",
    "a proxy": "прокси",
    "Cloudflare": "Cloudflare",
    "a gateway": "шлюз",
    "nobody": "никто",
    "What failure costs": "Во что обходятся ошибки",
    "Time spent in calls that failed": "Время, ушедшее на неуспешные вызовы",
    "Seconds that the application waited for calls which failed in the end, retries and the pauses between them "
    "included, by class, service and model.": (
        "Сколько секунд приложение ждало вызовов, которые в итоге завершились ошибкой, вместе с повторами и паузами "
        "между ними, по классам, сервисам и моделям."
    ),
    "Time": "Время",
    "Requests that brought nothing": "Запросы впустую",
    "Share of the requests on the wire that failed, those behind a success included: each of them counts against "
    "quotas of requests.": (
        "Доля отправленных запросов с ошибкой, включая те, что скрыты за успехом: каждый из них расходует квоту "
        "запросов."
    ),
    "Tokens of calls that raised": "Токены вызовов с исключением",
    "Tokens that were used by calls which then raised, by model and direction: a stream that broke, for one. Only "
    "the latest conventions tell (gen_ai_latest_experimental). Not those of blocked or cut answers, whose calls do "
    "not raise.": (
        "Токены, потраченные вызовами, которые затем завершились исключением, по моделям и направлениям: например, "
        "оборванный поток. Об этом сообщают только новейшие конвенции (gen_ai_latest_experimental). Без "
        "заблокированных и обрезанных ответов: их вызовы исключения не вызывают."
    ),
    "No call raised, or the older conventions are recorded, which do not tell": (
        "Исключений не было, или метрики пишутся по старым конвенциям, где этого нет"
    ),
    "None of them used any": "Ни один их не потратил",
    "Direction": "Направление",
    "Tokens": "Токены",
    "Calls that were sent again": "Вызовы, отправленные повторно",
    "From the traces: how often a request was sent again because the one before had failed, and how long the call "
    "waited in between. Metrics do not have it. Empty class: it succeeded in the end.": (
        "Из трассировок: сколько раз запрос отправлен повторно, потому что предыдущий не удался, и сколько вызов ждал "
        "между ними. В метриках этого нет. Класс пуст, если вызов в итоге удался."
    ),
    "No call was sent again, or no traces reach this data source": (
        "Повторных отправок нет, или трассировки в этот источник не приходят"
    ),
    "Retries": "Повторы",
    "Waited": "Ожидание",
    "Sessions, jobs and functions": "Сессии, задания и функции",
    "Open sessions": "Открытые сессии",
    "Live sessions that are open, by model. A provider limits how many may be open at once.": (
        "Открытые сессии Live, по моделям. Провайдер ограничивает, сколько их может быть открыто одновременно."
    ),
    "No sessions": "Сессий нет",
    "How sessions ended": "Чем закончились сессии",
    "Live sessions that are over, by what ended them: ok is a close that the application or the service meant.": (
        "Завершённые сессии Live по тому, чем они закончились: ok — приложение или сервис закрыли их намеренно."
    ),
    "No session has ended": "Ни одна сессия не завершилась",
    "How": "Чем",
    "Sessions": "Сессии",
    "Oldest unfinished job": "Старейшее незавершённое задание",
    "How long ago the oldest batch, tuning or other job that is not finished was first heard of, by provider. A "
    "line that rises for days is a job that hangs, or one of which nobody asks what became of it.": (
        "Как давно впервые узнали о старейшем незавершённом задании (batch, tuning и другие), по провайдерам. Линия, "
        "которая растёт днями, — зависшее задание или такое, о судьбе которого никто не спрашивает."
    ),
    "No unfinished job": "Незавершённых заданий нет",
    "Functions that models called": "Функции, вызванные моделями",
    "Automatic function calling: how often each function of the application ran, raised, and how long it took. A "
    "function that raises is the application's own failure, and no failed call.": (
        "Автоматический вызов функций: сколько раз каждая функция приложения выполнялась, завершилась исключением и "
        "сколько длилась. Исключение в функции — ошибка самого приложения, а не неуспешный вызов."
    ),
    "No function was called": "Функции не вызывались",
    "Function": "Функция",
    "Raised": "Исключения",
    "p95": "p95",
}
