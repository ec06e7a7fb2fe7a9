"""What the playbooks of answers that are unusable or never come say, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Look at which prompts are blocked and by which filter; change the prompt, the content or its setting.": (
        "Veja quais prompts são bloqueados e por qual filtro; mude o prompt, o conteúdo ou a configuração do filtro."
    ),
    (
        "`prompt_*` causes blocked what was sent, `answer_*` and `blacklist` what came back, `*model_armor` your own "
        "organisation's filter; `language` is an unsupported language."
    ): (
        "As causas `prompt_*` bloquearam o que foi enviado; `answer_*` e `blacklist`, o que voltou; `*model_armor` é o "
        "filtro da sua própria organização; `language` é um idioma não compatível."
    ),
    "Is it one feature or tenant? A template or a new source of content is the usual reason.": (
        "É uma só funcionalidade ou um só cliente? Um template ou uma nova fonte de conteúdo é o motivo mais comum."
    ),
    "Did the system prompt, the model or the safety settings change?": (
        "O prompt do sistema, o modelo ou as configurações de segurança mudaram?"
    ),
    "Is somebody probing the service? Compare with the number of users.": (
        "Alguém está testando os limites do serviço? Compare com o número de usuários."
    ),
    "The share of blocked calls returns to that of the day before.": (
        "O percentual de chamadas bloqueadas volta ao do dia anterior."
    ),
    "To the product's owner; abuse goes to trust and safety. The provider is asked only for wrong blocks.": (
        "Para o responsável pelo produto; abuso vai para a equipe de confiança e segurança. O provedor só é procurado "
        "por bloqueios indevidos."
    ),
    "Ask for original words rather than for a known text, or raise the temperature.": (
        "Peça um texto original em vez de um conhecido ou aumente a temperatura."
    ),
    "`recitation` is a text, `image_recitation` a picture; no setting turns either off.": (
        "`recitation` é um texto, `image_recitation` uma imagem; nenhuma configuração desativa esses bloqueios."
    ),
    "Does the prompt ask for a known work: lyrics, a book, a licence, code?": (
        "O prompt pede uma obra conhecida: letra de música, livro, licença, código?"
    ),
    "Is it one feature or template?": "É uma só funcionalidade ou um só template?",
    "Is the temperature 0?": "A temperatura é 0?",
    "The share of recitations falls on the same prompts.": "O percentual de recitações cai com os mesmos prompts.",
    "If the product must quote: to its owner, to bring the text from elsewhere.": (
        "Se o produto precisar citar: para o responsável por ele, para que traga o texto de outra fonte."
    ),
    "Raise the limit of output tokens, lower the thinking budget, or ask for a shorter answer.": (
        "Aumente o limite de tokens de saída, reduza o orçamento de pensamento ou peça uma resposta mais curta."
    ),
    (
        "Thinking tokens count towards the limit: an empty truncated answer is a thinking budget that ate it; a long "
        "one is a limit that is too low."
    ): (
        "Os tokens de pensamento contam no limite: uma resposta truncada vazia é um orçamento de pensamento que o "
        "consumiu; uma longa é um limite baixo demais."
    ),
    "Is `gen_ai.request.max_tokens` far below what answers need?": (
        "`gen_ai.request.max_tokens` está muito abaixo do que as respostas precisam?"
    ),
    "Was thinking switched on with the same limit?": "O pensamento foi ativado com o mesmo limite?",
    "Does structured output end in the middle of its JSON?": "A saída estruturada termina no meio do JSON?",
    "The share of truncated answers falls; the output token histogram has room above its upper end.": (
        "O percentual de respostas truncadas cai; o histograma de tokens de saída tem folga na ponta superior."
    ),
    "Never by itself: nobody is paged for it.": "Nunca por si só: ninguém é acionado por isso.",
    "Retry with the same input, simplify the tools' or the answer's schema, and report what repeats.": (
        "Tente de novo com a mesma entrada, simplifique o esquema das ferramentas ou da resposta e reporte o que se "
        "repetir."
    ),
    (
        "`malformed_function_call`, `unexpected_tool_call` and `invalid_function_arguments` are the model's tool "
        "calls; `empty_answer` and `no_candidate` its silence; `unparsable` and `unusable_stream` are bytes that are "
        "no answer, often a proxy's page."
    ): (
        "`malformed_function_call`, `unexpected_tool_call` e `invalid_function_arguments` são as chamadas de "
        "ferramenta do modelo; `empty_answer` e `no_candidate`, o silêncio dele; `unparsable` e `unusable_stream` são "
        "bytes que não são resposta, muitas vezes a página de um proxy."
    ),
    "Is it one model, or did a model's version change (`gen_ai.response.model`)?": (
        "É um só modelo, ou a versão de um modelo mudou (`gen_ai.response.model`)?"
    ),
    "Did the tools' schemas grow or get nested?": "Os esquemas das ferramentas cresceram ou ficaram aninhados?",
    "Is there a proxy that answers in the service's place?": "Há um proxy que responde no lugar do serviço?",
    "The share falls below the threshold at the same traffic.": (
        "O percentual cai abaixo do limiar com o mesmo tráfego."
    ),
    "If it stays on one model after retries: to the provider, with response ids.": (
        "Se continuar em um modelo após novas tentativas: para o provedor, com os IDs de resposta."
    ),
    "Let retries back off, send less, and use another model or region while the provider has no capacity.": (
        "Espace as novas tentativas com backoff, envie menos e use outro modelo ou região enquanto o provedor estiver "
        "sem capacidade."
    ),
    (
        "`model_overloaded` and `no_capacity` are one model's capacity, `shared_capacity` is the pool that all "
        "pay-as-you-go customers share; none is a quota of yours."
    ): (
        "`model_overloaded` e `no_capacity` são a capacidade de um modelo; `shared_capacity` é o pool que todos os "
        "clientes de pagamento por uso compartilham; nenhuma é uma cota sua."
    ),
    "Is it one model? Another one is the fastest way out.": "É um só modelo? Outro é a saída mais rápida.",
    (
        "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
        "https://status.cloud.google.com)? It is often late."
    ): (
        "A página de status do provedor confirma (https://aistudio.google.com/status; para a Vertex AI, "
        "https://status.cloud.google.com)? Ela costuma atrasar."
    ),
    "Do your retries add to it? Compare attempts with calls.": (
        "As suas novas tentativas pioram a situação? Compare tentativas com chamadas."
    ),
    "Does Gemini answer at all, with this model, from this host, and how fast?": (
        "O Gemini responde, com este modelo, deste host, e com que rapidez?"
    ),
    "Does GigaChat answer at all, with this model, from this host, and how fast?": (
        "O GigaChat responde, com este modelo, deste host, e com que rapidez?"
    ),
    "Calls succeed without the switch, and attempts equal calls again.": (
        "As chamadas funcionam sem a troca de modelo, e as tentativas voltam a igualar as chamadas."
    ),
    "After 15 minutes: to the provider's support; if it returns daily, buy reserved capacity.": (
        "Após 15 minutos: para o suporte do provedor; se voltar todo dia, compre capacidade reservada."
    ),
    "Retry with back-off, switch to another model, and shorten the context if only long prompts fail.": (
        "Tente de novo com backoff, mude para outro modelo e encurte o contexto se só prompts longos falharem."
    ),
    (
        "`gateway_fault` never reached the model; `internal` may be a context that is too long for it (the provider's "
        "own page says so); `job_failed` and `run_failed` are asynchronous work."
    ): (
        "`gateway_fault` nem chegou ao modelo; `internal` pode ser um contexto longo demais para ele (a própria página "
        "do provedor diz isso); `job_failed` e `run_failed` são trabalho assíncrono."
    ),
    "Do only long prompts fail? Then it is the context, whatever the status says.": (
        "Só prompts longos falham? Então é o contexto, seja qual for o status."
    ),
    "Is it one model or region?": "É um só modelo ou uma só região?",
    (
        "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
        "https://status.cloud.google.com)?"
    ): (
        "A página de status do provedor confirma (https://aistudio.google.com/status; para a Vertex AI, "
        "https://status.cloud.google.com)?"
    ),
    "The same prompt succeeds several times.": "O mesmo prompt funciona várias vezes.",
    "After 15 minutes, or if one prompt fails always: to the provider's support, with response ids.": (
        "Após 15 minutos, ou se um prompt sempre falhar: para o suporte do provedor, com os IDs de resposta."
    ),
    "Raise the client's timeout above what the model needs, stream long answers, or shorten the prompt.": (
        "Aumente o timeout do cliente acima do que o modelo precisa, receba respostas longas por streaming ou encurte "
        "o prompt."
    ),
    (
        "`deadline_exceeded` and `gateway_time_limit` are the provider's limit, `read_timeout` and `timeout` the "
        "client's own, `pool_timeout` the client's connection pool: too many calls at once in one process."
    ): (
        "`deadline_exceeded` e `gateway_time_limit` são limites do provedor; `read_timeout` e `timeout`, do próprio "
        "cliente; `pool_timeout`, do pool de conexões do cliente: chamadas demais ao mesmo tempo em um processo."
    ),
    "Is the client's timeout below the p95 of the latency panel?": (
        "O timeout do cliente está abaixo do p95 do painel de latência?"
    ),
    "Did prompts or outputs get longer, or was thinking switched on?": (
        "Os prompts ou as saídas ficaram mais longos, ou o pensamento foi ativado?"
    ),
    "Is it `pool_timeout`? Then it is the process's own limit, not the provider.": (
        "É `pool_timeout`? Então é um limite do próprio processo, não do provedor."
    ),
    "p95 of the duration is below the timeout, and timeouts fall below the threshold.": (
        "O p95 da duração está abaixo do timeout, e os timeouts caem abaixo do limiar."
    ),
    "If latency rose at the same input: to the provider, with the time it began.": (
        "Se a latência tiver subido com a mesma entrada: para o provedor, com a hora em que começou."
    ),
    "Restore the way from the host to the provider: name service, egress, proxy, certificates.": (
        "Restabeleça o caminho do host até o provedor: DNS, saída para a rede, proxy, certificados."
    ),
    (
        "`dns` never left the name service, `refused`, `unreachable` and `connect_timeout` met no server, `tls_*` met "
        "one that is not trusted (GigaChat needs the Russian root certificate), `reset` and `stream_cut` broke on the "
        "way."
    ): (
        "`dns` nem passou da resolução de nomes; `refused`, `unreachable` e `connect_timeout` não encontraram um "
        "servidor; `tls_*` encontrou um que não é confiável (o GigaChat precisa do certificado raiz russo); `reset` e "
        "`stream_cut` caíram no caminho."
    ),
    "Do other hosts reach it? `curl` the provider's address from the failing one.": (
        "Outros hosts chegam lá? Faça um `curl` para o endereço do provedor a partir do host que falha."
    ),
    "Did a firewall, proxy or certificate bundle change?": "Um firewall, um proxy ou um bundle de certificados mudou?",
    "Is it `tls_untrusted`? Then the caller's certificates are missing, and retrying does not help.": (
        "É `tls_untrusted`? Então faltam certificados em quem chama, e tentar de novo não adianta."
    ),
    "How far does this host get: name, connection, TLS, answer? A 404 is a way that works.": (
        "Até onde este host chega: nome, conexão, TLS, resposta? Um 404 é um caminho que funciona."
    ),
    "Which certificate does GigaChat show, and does this host trust it?": (
        "Que certificado o GigaChat apresenta, e este host confia nele?"
    ),
    "A call from the failing host succeeds.": "Uma chamada do host que falhava funciona.",
    "To the network's team with the host, the address and the cause.": (
        "Para a equipe de rede, com o host, o endereço e a causa."
    ),
    "Find out why callers give up: most often their own deadline is shorter than the answer takes.": (
        "Descubra por que as chamadas são abandonadas: em geral o prazo de quem chama é menor que o tempo da resposta."
    ),
    (
        "`client.cancelled` is the application's own task; `gemini.cancelled` and `status.cancelled` were seen by the "
        "service."
    ): (
        "`client.cancelled` é a tarefa da própria aplicação; `gemini.cancelled` e `status.cancelled` foram vistos pelo "
        "serviço."
    ),
    "Do users leave before the answer? Compare with the time to the first chunk.": (
        "Os usuários vão embora antes da resposta? Compare com o tempo até o primeiro chunk."
    ),
    "Is a deadline above the call (web server, queue) shorter than its p95?": (
        "Algum prazo acima da chamada (servidor web, fila) é menor que o p95 dela?"
    ),
    "Did a deployment restart the workers?": "Um deploy reiniciou os workers?",
    "The share of cancelled calls falls.": "O percentual de chamadas canceladas cai.",
    "Correct the code that calls the SDK: it refused before anything was sent.": (
        "Corrija o código que chama o SDK: a chamada foi recusada antes de qualquer envio."
    ),
    (
        "`tool_failed` is the application's own function raising inside automatic function calling; the others are "
        "arguments that the SDK does not take."
    ): (
        "`tool_failed` é a função da própria aplicação que lança uma exceção dentro da chamada automática de função; "
        "as outras são argumentos que o SDK não aceita."
    ),
    "Which line raised? The log event names the exception, the application's own log the line.": (
        "Qual linha lançou a exceção? O evento de log traz a exceção; o log da própria aplicação, a linha."
    ),
    "Was the SDK upgraded?": "O SDK foi atualizado?",
    "Does a configuration value miss in one environment (model, address, key)?": (
        "Falta um valor de configuração em um ambiente (modelo, endereço, chave)?"
    ),
    "A test of that call passes.": "Um teste dessa chamada passa.",
    "Never to the provider: no request reached it.": "Nunca para o provedor: nenhuma requisição chegou a ele.",
    "Read the failed span, act by its message, and add a row for it to the taxonomy.": (
        "Leia o span que falhou, aja conforme a mensagem dele e acrescente uma linha para o caso na taxonomia."
    ),
    "There is one cause. `error.type`, the status code and `triage.message` of the span are what is known.": (
        "Há uma só causa. O que se sabe é o `error.type`, o código de status e o `triage.message` do span."
    ),
    "What do `error.type` and `triage.message` say?": "O que dizem `error.type` e `triage.message`?",
    "Did the provider or the SDK change its errors lately?": "O provedor ou o SDK mudou os erros recentemente?",
    "Is genai-triage up to date? A newer version may have the row.": (
        "O genai-triage está atualizado? Uma versão mais nova pode já ter a linha."
    ),
    "What would the installed version make of the answer?": "O que a versão instalada faria da resposta?",
    "After the new row the same answer is classified (`genai_triage.classify_response`).": (
        "Com a nova linha, a mesma resposta é classificada (`genai_triage.classify_response`)."
    ),
    "To the maintainers of genai-triage: a status, a body without secrets, and the SDK's version.": (
        "Para os mantenedores do genai-triage: um status, um corpo sem segredos e a versão do SDK."
    ),
}
