"""What the playbooks of requests that are refused say, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Replace or correct the credential that the cause names; no call will succeed before that.": (
        "Substitua ou corrija a credencial que a causa indica; até lá nenhuma chamada vai funcionar."
    ),
    (
        "Gemini answers a bad key with HTTP 400 and a missing or leaked one with 403, so the status misleads: go by "
        "the cause. GigaChat's `token_*` causes come from the token endpoint (authorization key and scope), "
        "`token_expired` and `unauthorized` from the API (access token)."
    ): (
        "O Gemini responde a uma chave inválida com HTTP 400 e a uma chave ausente ou vazada com 403; portanto, o "
        "status engana: guie-se pela causa. As causas `token_*` do GigaChat vêm do endpoint de tokens (chave de "
        "autorização e escopo); `token_expired` e `unauthorized`, da API (token de acesso)."
    ),
    (
        "Was a secret rotated, or a deployment made without it, when the failures began? Compare the onset with the "
        "deployments."
    ): (
        "Um segredo foi rotacionado, ou um deploy foi feito sem ele, quando as falhas começaram? Compare o início com "
        "os deploys."
    ),
    "Do all instances fail, or only those that read another secret? One instance points at its environment.": (
        "Todas as instâncias falham, ou só as que leem outro segredo? Uma única instância indica o ambiente dela."
    ),
    (
        "Is the key of the right kind for the endpoint: an AI Studio key, an OAuth token for Vertex AI, for GigaChat "
        "the authorization key with the scope of its own project?"
    ): (
        "A chave é do tipo certo para o endpoint: uma chave do AI Studio, um token OAuth para a Vertex AI; para o "
        "GigaChat, a chave de autorização com o escopo do próprio projeto?"
    ),
    "Does Gemini take the key? A good key lists a model; a bad one is answered with the reason.": (
        "O Gemini aceita a chave? Uma chave válida lista um modelo; uma inválida recebe o motivo como resposta."
    ),
    (
        "Does GigaChat's token endpoint take the authorization key and the scope? The numeric `code` of a refusal is "
        "the cause."
    ): (
        "O endpoint de tokens do GigaChat aceita a chave de autorização e o escopo? O `code` numérico de uma recusa é "
        "a causa."
    ),
    "One call with the new credential succeeds from the failing host, and `ok` calls return.": (
        "Uma chamada com a nova credencial funciona no host que falhava, e as chamadas `ok` voltam."
    ),
    (
        "If the key was leaked: to security at once, before anything else. If a new key is refused too: to whoever "
        "administers the project at the provider."
    ): (
        "Se a chave vazou: para a equipe de segurança imediatamente, antes de qualquer outra coisa. Se uma chave nova "
        "também for recusada: para quem administra o projeto no provedor."
    ),
    "Grant what the cause names (API, key restriction, IAM role, tariff) to the credential in use.": (
        "Conceda à credencial em uso o que a causa indica (API, restrição da chave, papel do IAM, plano)."
    ),
    (
        "The credential is known. Causes that name the key (`key_*_blocked`) are restrictions of that key; "
        "`api_disabled` and `consumer_*` are the project; `iam_denied` is a role; GigaChat's are the tariff."
    ): (
        "A credencial é conhecida. As causas que citam a chave (`key_*_blocked`) são restrições dessa chave; "
        "`api_disabled` e `consumer_*` são o projeto; `iam_denied` é um papel; as do GigaChat são o plano."
    ),
    (
        "Is it one method or model, or everything? One method points at the tariff or a role, everything at the "
        "project or the key."
    ): "É um só método ou modelo, ou tudo? Um só método indica o plano ou um papel; tudo, o projeto ou a chave.",
    "Did the place of the calls change: new egress address, referrer, application? Keys may be restricted to them.": (
        "Mudou o lugar de onde partem as chamadas: novo endereço de saída, referenciador, aplicação? As chaves podem "
        "estar restritas a eles."
    ),
    "Is the project suspended? Its owners have mail about it.": (
        "O projeto está suspenso? Os proprietários dele receberam um e-mail sobre isso."
    ),
    "The operation that failed succeeds; a granted role takes some minutes to take effect.": (
        "A operação que falhava funciona; um papel concedido leva alguns minutos para valer."
    ),
    "`consumer_suspended` and `project_denied`: to the provider's support, by the project's owner.": (
        "`consumer_suspended` e `project_denied`: para o suporte do provedor, por meio do proprietário do projeto."
    ),
    "Pay, top up or raise the cap that the cause names; waiting and retrying do not help.": (
        "Pague, recarregue ou aumente o limite que a causa indica; esperar ou tentar de novo não adianta."
    ),
    (
        "`prepay_depleted` and `payment_required` are used-up credit, `*spend_cap` a limit that somebody set, "
        "`billing_disabled` and `billing_overdue` the account itself. GigaChat's gRPC code 8 can also mean too many "
        "parallel requests."
    ): (
        "`prepay_depleted` e `payment_required` são crédito esgotado; `*spend_cap`, um limite que alguém definiu; "
        "`billing_disabled` e `billing_overdue`, a própria conta. O código gRPC 8 do GigaChat também pode significar "
        "requisições paralelas demais."
    ),
    "Which project and which model? GigaChat sells tokens by model, and embeddings apart from chat.": (
        "Qual projeto e qual modelo? O GigaChat vende tokens por modelo, e embeddings separados do chat."
    ),
    "Was the money used by this service, or by a runaway one? Look at tokens by model on the overview.": (
        "O dinheiro foi gasto por este serviço ou por um que saiu do controle? Veja os tokens por modelo na visão "
        "geral."
    ),
    "Did a card expire or a cap take effect at the start of the month?": (
        "Um cartão expirou, ou um limite de gastos passou a valer na virada do mês?"
    ),
    "How many tokens are left, by model? (Prepaid contracts; pay-as-you-go answers 403.)": (
        "Quantos tokens restam, por modelo? (Contratos pré-pagos; com pagamento por uso, a resposta é 403.)"
    ),
    "A call to the same model succeeds; for GigaChat the balance has risen.": (
        "Uma chamada ao mesmo modelo funciona; no GigaChat, o saldo aumentou."
    ),
    "To whoever pays, at once: the service is down for its users until then.": (
        "Para quem paga, imediatamente: até lá o serviço está fora do ar para os usuários."
    ),
    "Raise the quota or the plan, move work to another model, or wait for the reset; retrying does not help.": (
        "Aumente a cota ou o plano, passe o trabalho para outro modelo ou espere a renovação da cota; tentar de novo "
        "não adianta."
    ),
    (
        "`no_quota` is a limit of 0: the plan does not include the model at all, so no reset will come. The "
        "`*_per_day` causes reset at midnight Pacific time. `current_quota` names neither limit nor window: look it "
        "up. `triage.quota.id`, `.limit` and `.model` on the span name the others."
    ): (
        "`no_quota` é um limite de 0: o plano não inclui o modelo, e esperar a renovação não adianta. As cotas das "
        "causas `*_per_day` se renovam à meia-noite no horário do Pacífico. `current_quota` não informa limite nem "
        "janela: consulte-os. `triage.quota.id`, `.limit` e `.model` no span identificam as outras."
    ),
    "Which quota, with which limit? See `triage.quota.*` on a failed span, or the quota row of the overview.": (
        "Qual cota, com qual limite? Veja `triage.quota.*` em um span que falhou, ou a linha de cotas da visão geral."
    ),
    "Is the free tier in use where the paid one was meant? `FreeTier` in the quota's id tells.": (
        "O nível sem custo financeiro está em uso onde deveria estar o pago? `FreeTier` no ID da cota mostra isso."
    ),
    "Which service used it up? Quotas belong to the project, so look at all services that share it.": (
        "Qual serviço a esgotou? As cotas são do projeto; portanto, veja todos os serviços que o compartilham."
    ),
    "When is Gemini's day over, in this host's time?": "Quando termina o dia do Gemini, no horário deste host?",
    "Calls to the same model succeed after the reset or the raise.": (
        "As chamadas ao mesmo modelo funcionam após a renovação ou o aumento."
    ),
    "If the limit is 0 or the raise takes days: to the product's owner, to choose another model.": (
        "Se o limite for 0 ou o aumento levar dias: para o responsável pelo produto, para que escolha outro modelo."
    ),
    "Send less at once: limit concurrency, honour the retry delay, spread batches; or ask for a higher limit.": (
        "Envie menos de uma vez: limite a concorrência, respeite o tempo de espera indicado, espalhe os lotes; ou peça "
        "um limite maior."
    ),
    (
        "`requests_per_minute` and `tokens_per_minute` are told apart by the quota; `parallel_requests` is GigaChat's "
        "limit of simultaneous requests (1 for individuals, 10 for companies), which a slower rate does not help if "
        "calls are long."
    ): (
        "`requests_per_minute` e `tokens_per_minute` se distinguem pela cota; `parallel_requests` é o limite do "
        "GigaChat de requisições simultâneas (1 para pessoas físicas, 10 para empresas), que um ritmo menor não "
        "resolve se as chamadas são longas."
    ),
    "Did traffic rise, or do retries multiply it? Compare attempts with calls on the overview.": (
        "O tráfego cresceu, ou as novas tentativas o multiplicam? Compare tentativas com chamadas na visão geral."
    ),
    "Does the client wait as long as `triage.retry_after` says?": (
        "O cliente espera o tempo que `triage.retry_after` indica?"
    ),
    "Do several services or environments share the key's project?": (
        "Vários serviços ou ambientes compartilham o projeto da chave?"
    ),
    "The share of rate-limited calls falls below the threshold at the same traffic.": (
        "O percentual de chamadas limitadas cai abaixo do limiar com o mesmo tráfego."
    ),
    "If the traffic is wanted: to whoever administers the project, for a higher tier.": (
        "Se o tráfego for desejado: para quem administra o projeto, para que peça um nível mais alto."
    ),
    "Send the calls from a country where the API is offered, or use the provider's endpoint for yours.": (
        "Faça as chamadas de um país em que a API é oferecida ou use o endpoint do provedor para o seu país."
    ),
    (
        "`location_unsupported` goes by the address the request leaves from; `legal_block` is a block of the resource, "
        "not of the caller."
    ): (
        "`location_unsupported` depende do endereço de onde a requisição sai; `legal_block` é um bloqueio do recurso, "
        "não de quem chama."
    ),
    "From which address do the requests leave? A new NAT gateway, VPN or cloud region is the usual reason.": (
        "De qual endereço saem as requisições? Um novo gateway NAT, VPN ou região de nuvem é o motivo mais comum."
    ),
    "Do all instances fail, or only those of one region?": "Todas as instâncias falham, ou só as de uma região?",
    "Does the provider's address database place the egress address in the wrong country?": (
        "A base de endereços do provedor situa o endereço de saída no país errado?"
    ),
    "From which address and country do requests leave this host?": (
        "De qual endereço e país saem as requisições deste host?"
    ),
    "A call from the same host succeeds.": "Uma chamada do mesmo host funciona.",
    "If the address is placed wrongly: to the provider's support with the address; for the law: to legal.": (
        "Se o endereço estiver situado no país errado: para o suporte do provedor, com o endereço; se for a lei: para "
        "o jurídico."
    ),
    "Correct the request in the code as the cause and `triage.findings` say; retrying sends the same again.": (
        "Corrija a requisição no código conforme a causa e `triage.findings`; tentar de novo só repete o mesmo envio."
    ),
    (
        "`triage.findings` on the span names parameters out of range. The named causes (schema, role, turns, thought "
        "signature, RqUID) are one mistake each; the general ones keep the provider's text in `triage.message`."
    ): (
        "`triage.findings` no span cita os parâmetros fora do intervalo. As causas específicas (esquema, papel, "
        "turnos, assinatura de pensamento, RqUID) são um erro cada; as gerais guardam o texto do provedor em "
        "`triage.message`."
    ),
    "Did it begin with a deployment, of the application or of the SDK? Compare `triage.cause` with the release.": (
        "Começou com um deploy, da aplicação ou do SDK? Compare `triage.cause` com a versão."
    ),
    "Is it one operation or one model? Models differ in what they allow.": (
        "É uma só operação ou um só modelo? Os modelos diferem no que permitem."
    ),
    "What do `triage.findings` and `triage.message` of a failed span say?": (
        "O que dizem `triage.findings` e `triage.message` de um span que falhou?"
    ),
    "The same input succeeds, and the cause disappears from the table of failures.": (
        "A mesma entrada funciona, e a causa some da tabela de falhas."
    ),
    "If a request that used to work is refused without a release of yours: to the provider, with a response id.": (
        "Se uma requisição que funcionava passar a ser recusada sem nenhum deploy seu: para o provedor, com um ID de "
        "resposta."
    ),
    "Shorten the prompt, the history or the payload, or count tokens before the call and split it.": (
        "Encurte o prompt, o histórico ou o payload, ou conte os tokens antes da chamada e divida-a."
    ),
    (
        "`context_too_long` is the model's context, `payload_too_large` the request's bytes (inline files), "
        "`embedding_too_long` and `batch_too_large` one text or the number of texts of an embeddings call."
    ): (
        "`context_too_long` é o contexto do modelo; `payload_too_large`, os bytes da requisição (arquivos inline); "
        "`embedding_too_long` e `batch_too_large`, um texto ou o número de textos de uma chamada de embeddings."
    ),
    "Does a chat's history grow without a bound?": "O histórico de um chat cresce sem limite?",
    "Did documents get longer, or retrieval return more of them?": (
        "Os documentos ficaram mais longos, ou a busca passou a trazer mais deles?"
    ),
    "Was the model changed for one with a smaller context?": "O modelo foi trocado por um de contexto menor?",
    "How many tokens has the prompt for Gemini? `request.json` holds its `contents`.": (
        "Quantos tokens tem o prompt para o Gemini? `request.json` contém o `contents` dele."
    ),
    'How many tokens has the prompt for GigaChat? `request.json` is `{"model": …, "input": [texts]}`.': (
        'Quantos tokens tem o prompt para o GigaChat? `request.json` é `{"model": …, "input": [textos]}`.'
    ),
    "The longest inputs succeed; look at the token histogram's upper end.": (
        "As entradas mais longas funcionam; veja a ponta superior do histograma de tokens."
    ),
    "If the product needs inputs of that size: to its owner, for a model with a larger context.": (
        "Se o produto precisar de entradas desse tamanho: para o responsável por ele, para que escolha um modelo de "
        "contexto maior."
    ),
    "Use a model or an API version that has the feature, or drop the feature from the request.": (
        "Use um modelo ou uma versão da API que tenha o recurso, ou tire o recurso da requisição."
    ),
    (
        "`unknown_field` and `unimplemented` point at the API version, the others at the model or at a combination of "
        "features."
    ): "`unknown_field` e `unimplemented` indicam a versão da API; as outras, o modelo ou uma combinação de recursos.",
    "Was the model changed? Functions, system instructions and thinking are not in every one.": (
        "O modelo foi trocado? Funções, instruções do sistema e pensamento não existem em todos."
    ),
    "Which API version is called (`v1` or `v1beta`)? Preview features are in the latter only.": (
        "Qual versão da API é chamada (`v1` ou `v1beta`)? Recursos em pré-lançamento só existem na segunda."
    ),
    "Is the SDK older or newer than the feature?": "O SDK é mais antigo ou mais novo que o recurso?",
    "The call with the feature succeeds on the chosen model.": "A chamada com o recurso funciona no modelo escolhido.",
    "If the provider's page lists the feature for that model: to the provider.": (
        "Se a página do provedor listar o recurso para esse modelo: para o provedor."
    ),
    "Correct the name, or replace what is gone: a retired model, an expired file, cache or session.": (
        "Corrija o nome ou substitua o que não existe mais: modelo descontinuado, arquivo, cache ou sessão expirados."
    ),
    (
        "`model_retired` and `model_not_found` fail for everybody who asks for the model; file, cache and session "
        "causes come with age: files live for 48 hours, caches for their TTL."
    ): (
        "`model_retired` e `model_not_found` falham para todos que pedem o modelo; as causas de arquivo, cache e "
        "sessão vêm com a idade: arquivos duram 48 horas, caches, o TTL deles."
    ),
    "Is the model on the provider's list today? Retirements are announced on the deprecations page.": (
        "O modelo está hoje na lista do provedor? Descontinuações são anunciadas na página de descontinuações."
    ),
    "Is the resource older than its life, or of another project?": (
        "O recurso passou do prazo de validade, ou é de outro projeto?"
    ),
    "Does the base URL or the API version lead somewhere else?": "A URL base ou a versão da API leva a outro lugar?",
    "Which models does Gemini offer to this key, in this API version?": (
        "Quais modelos o Gemini oferece a esta chave, nesta versão da API?"
    ),
    "Which models does GigaChat offer to this contract?": "Quais modelos o GigaChat oferece a este contrato?",
    "The call with the new name succeeds.": "A chamada com o novo nome funciona.",
    "If a retirement needs a product decision: to the product's owner.": (
        "Se a descontinuação exigir uma decisão de produto: para o responsável pelo produto."
    ),
}
