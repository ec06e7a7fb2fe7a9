"""What stands on the dashboards about examples, limits, versions, cost, sessions and jobs, in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Examples": "Exemplos",
    "What was said, newest first": "O que foi dito, do mais novo ao mais antigo",
    "The provider's own words, scrubbed, from the event that each call leaves that raised: service, provider and "
    "model, cause, message, request id. Open a line for the rest of it. A blocked or cut answer raises nothing and "
    "has no event: see the traces.": (
        "As palavras do próprio provedor, limpas, do evento que cada chamada com exceção deixa: serviço, provedor e "
        "modelo, causa, mensagem, id da requisição. Abra uma linha para ver o resto. Uma resposta bloqueada ou cortada "
        "não lança exceção e não tem evento: veja os traces."
    ),
    "No events of this class, or no logs reach this data source": (
        "Nenhum evento desta classe, ou nenhum log chega a esta fonte de dados"
    ),
    "The last calls that failed so": "As últimas chamadas que falharam assim",
    "One line for each call, from the traces: click a span for its whole trace. Sampling decides which calls have "
    "one.": (
        "Uma linha por chamada, dos traces: clique em um span para ver o trace inteiro. A amostragem decide quais "
        "chamadas têm um."
    ),
    "No traces of this class, or no traces reach this data source": (
        "Nenhum trace desta classe, ou nenhum trace chega a esta fonte de dados"
    ),
    "When": "Quando",
    "Message": "Mensagem",
    "Duration": "Duração",
    "Trace": "Trace",
    "How long a call took until it failed, with all its retries. Milliseconds are a refusal, a round number of "
    "seconds is somebody's time limit. Points are calls with a trace, where the data source keeps exemplars.": (
        "Quanto a chamada durou até falhar, com todas as novas tentativas. Milissegundos são uma recusa, um número "
        "redondo de segundos é o limite de tempo de alguém. Os pontos são chamadas com trace, se a fonte de dados "
        "guarda exemplars."
    ),
    "Limits that were hit, and what is left of them": "Limites atingidos e o que resta deles",
    "The limit that the provider stated when it refused a call. Used: requests or input tokens of the chosen "
    "services, of a day since midnight Pacific time, when Gemini's days end, of a minute the average of the last "
    "ones; other services of the project use the same limits. Resets is in your time. A limit of 0 means that the "
    "plan does not include the model.": (
        "O limite que o provedor informou ao recusar uma chamada. Usado: requisições ou tokens de entrada dos serviços "
        "escolhidos, do dia desde a meia-noite no horário do Pacífico, quando o dia do Gemini termina, do minuto a "
        "média dos últimos; outros serviços do projeto usam os mesmos limites. A renovação está no seu horário. Limite "
        "0 significa que o plano não inclui o modelo."
    ),
    "Used": "Usado",
    "Share": "Parcela",
    "Resets": "Renova",
    "within a minute": "em até um minuto",
    "What is new, and who answered": "O que é novo e quem respondeu",
    "New since the last version": "Novo desde a última versão",
    "Causes that a service met first after its last change of service.version in this range, and not before: what "
    "the new version may have brought. A version is known if the service's resource has it.": (
        "Causas que um serviço encontrou pela primeira vez depois da última mudança de service.version neste período, "
        "e não antes: o que a nova versão pode ter trazido. A versão é conhecida se o recurso do serviço a tem."
    ),
    "No calls, or no service.version: set it in OTEL_RESOURCE_ATTRIBUTES": (
        "Nenhuma chamada, ou nenhum service.version: defina-o em OTEL_RESOURCE_ATTRIBUTES"
    ),
    "First seen": "Primeira vez",
    "Version": "Versão",
    "No new cause since the last version": "Nenhuma causa nova desde a última versão",
    "No service has changed its version in this range": "Nenhum serviço mudou de versão neste período",
    "Who answered, and whose it is": "Quem respondeu e de quem é",
    "Failed calls by who answered: the provider's API, its front door (a page instead of an answer), a proxy or a "
    "gateway on the way, or nobody. A gateway that carries the provider's error leaves it with the provider's "
    "owner; its own refusal is the caller's.": (
        "Chamadas com falha por quem respondeu: a API do provedor, a porta de entrada dele (uma página em vez de "
        "resposta), um proxy ou gateway no caminho, ou ninguém. O erro do provedor que um gateway repassa continua com "
        "o mesmo responsável; a recusa do próprio gateway é de quem chama."
    ),
    "Who answered": "Quem respondeu",
    "the provider's API": "a API do provedor",
    "the provider's front door": "a porta de entrada do provedor",
    "a proxy": "um proxy",
    "Cloudflare": "Cloudflare",
    "a gateway": "um gateway",
    "nobody": "ninguém",
    "What failure costs": "Quanto custam as falhas",
    "Time spent in calls that failed": "Tempo gasto em chamadas que falharam",
    "Seconds that the application waited for calls which failed in the end, retries and the pauses between them "
    "included, by class, service and model.": (
        "Segundos que a aplicação esperou por chamadas que no fim falharam, com as novas tentativas e as pausas entre "
        "elas, por classe, serviço e modelo."
    ),
    "Time": "Tempo",
    "Requests that brought nothing": "Requisições em vão",
    "Share of the requests on the wire that failed, those behind a success included: each of them counts against "
    "quotas of requests.": (
        "Parcela das requisições enviadas que falhou, também as escondidas atrás de um sucesso: cada uma conta nas "
        "cotas de requisições."
    ),
    "Tokens of calls that raised": "Tokens de chamadas com exceção",
    "Tokens that were used by calls which then raised, by model and direction: a stream that broke, for one. Only "
    "the latest conventions tell (gen_ai_latest_experimental). Not those of blocked or cut answers, whose calls do "
    "not raise.": (
        "Tokens usados por chamadas que depois lançaram exceção, por modelo e direção: um stream interrompido, por "
        "exemplo. Só as convenções mais recentes dizem (gen_ai_latest_experimental). Sem os de respostas bloqueadas ou "
        "cortadas, cujas chamadas não lançam exceção."
    ),
    "No call raised, or the older conventions are recorded, which do not tell": (
        "Nenhuma exceção, ou se gravam as convenções antigas, que não dizem"
    ),
    "None of them used any": "Nenhuma delas usou tokens",
    "Direction": "Direção",
    "Tokens": "Tokens",
    "Calls that were sent again": "Chamadas enviadas de novo",
    "From the traces: how often a request was sent again because the one before had failed, and how long the call "
    "waited in between. Metrics do not have it. Empty class: it succeeded in the end.": (
        "Dos traces: quantas vezes uma requisição foi enviada de novo porque a anterior falhou, e quanto a chamada "
        "esperou entre elas. As métricas não têm isso. Classe vazia: no fim deu certo."
    ),
    "No call was sent again, or no traces reach this data source": (
        "Nenhuma chamada foi enviada de novo, ou nenhum trace chega a esta fonte de dados"
    ),
    "Retries": "Novas tentativas",
    "Waited": "Esperou",
    "Sessions, jobs and functions": "Sessões, jobs e funções",
    "Open sessions": "Sessões abertas",
    "Live sessions that are open, by model. A provider limits how many may be open at once.": (
        "Sessões Live abertas, por modelo. O provedor limita quantas podem estar abertas ao mesmo tempo."
    ),
    "No sessions": "Nenhuma sessão",
    "How sessions ended": "Como as sessões terminaram",
    "Live sessions that are over, by what ended them: ok is a close that the application or the service meant.": (
        "Sessões Live encerradas, pelo que as encerrou: ok é um fechamento que a aplicação ou o serviço quis."
    ),
    "No session has ended": "Nenhuma sessão terminou",
    "How": "Como",
    "Sessions": "Sessões",
    "Oldest unfinished job": "Job inacabado mais antigo",
    "How long ago the oldest batch, tuning or other job that is not finished was first heard of, by provider. A "
    "line that rises for days is a job that hangs, or one of which nobody asks what became of it.": (
        "Há quanto tempo se soube pela primeira vez do job inacabado mais antigo (batch, tuning ou outro), por "
        "provedor. Uma linha que sobe por dias é um job travado, ou um de que ninguém pergunta o que foi feito."
    ),
    "No unfinished job": "Nenhum job inacabado",
    "Functions that models called": "Funções chamadas por modelos",
    "Automatic function calling: how often each function of the application ran, raised, and how long it took. A "
    "function that raises is the application's own failure, and no failed call.": (
        "Chamada automática de funções: quantas vezes cada função da aplicação rodou, lançou exceção e quanto demorou. "
        "Uma função que lança exceção é falha da própria aplicação, e não uma chamada com falha."
    ),
    "No function was called": "Nenhuma função foi chamada",
    "Function": "Função",
    "Raised": "Exceções",
    "p95": "p95",
}
