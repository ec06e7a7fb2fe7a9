"""What to do about who stands between the application and the vendor, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gateway.litellm_guardrail": "Revise o guardrail na configuração do LiteLLM (`guardrails:`, por exemplo o template "
    "do Model Armor dele) ou reformule o conteúdo: o LiteLLM bloqueou, a requisição nem chegou ao fornecedor.",
    "gateway.litellm_budget": "Aumente o `max_budget` da chave, do time ou do usuário na interface de administração do "
    "LiteLLM, ou espere o `budget_duration` dele: o orçamento definido no LiteLLM acabou, não o do fornecedor.",
    "gateway.litellm_limit": "Envie menos requisições por vez, ou aumente `rpm_limit`, `tpm_limit` ou "
    "`max_parallel_requests` da chave na interface de administração do LiteLLM: o limite é do LiteLLM, não do "
    "fornecedor.",
    "gateway.litellm_model": "Inclua o modelo nos `models` da chave ou do time na interface de administração do "
    "LiteLLM, ou chame um que esteja nessa lista: esta chave do LiteLLM não pode usar o modelo.",
    "gateway.litellm_no_deployment": "Veja no log do LiteLLM por que ele colocou os deployments do modelo em cooldown "
    "(chave do fornecedor inválida, 429 anteriores) e tente de novo quando um deles voltar.",
    "gateway.litellm_unknown_model": "Chame um `model_name` que o GET /v1/models do LiteLLM lista, ou inclua o modelo "
    "em `model_list` na configuração do LiteLLM.",
    "gateway.litellm_key": "Envie como chave de API a chave virtual do próprio LiteLLM (`sk-…`), recriada na interface "
    "de administração se expirou: o LiteLLM recusou esta, o problema não é a chave do fornecedor.",
    "gateway.litellm_no_database": "Envie a chave mestra do LiteLLM (LITELLM_MASTER_KEY), ou configure nele um banco "
    "de dados para chaves virtuais (DATABASE_URL): o LiteLLM recusou esta chave, a requisição nem chegou ao "
    "fornecedor.",
    "gateway.gpt2giga_limit": "Envie menos requisições por vez, ou aumente o limite de concorrência do modelo nas "
    "configurações do gpt2giga: o gpt2giga recusou, a requisição nem chegou ao GigaChat.",
    "gateway.gpt2giga_key": "Envie como chave de API do cliente o valor de GPT2GIGA_API_KEY com que o gpt2giga é "
    "iniciado (defina-o lá se não houver nenhum): o gpt2giga recusou, a requisição nem chegou ao GigaChat.",
    "gateway.openrouter_credits": "Compre créditos em https://openrouter.ai/settings/credits, aumente lá o limite da "
    "chave ou reduza `max_tokens`: falta saldo na conta do OpenRouter, não na do fornecedor.",
    "gateway.openrouter_day": "Compre créditos em https://openrouter.ai/settings/credits ou deixe de usar os modelos "
    "`:free` até a meia-noite UTC: as requisições gratuitas do OpenRouter deste dia se esgotaram.",
    "gateway.openrouter_limit": "Espere e envie menos requisições, ou adicione a sua própria chave do Google em "
    "https://openrouter.ai/settings/integrations: o limite é do acesso compartilhado ou gratuito do OpenRouter.",
    "gateway.openrouter_model": "Use um ID de modelo de https://openrouter.ai/models e verifique os provedores "
    "permitidos em https://openrouter.ai/settings/privacy: o OpenRouter não tem endpoint para esta requisição.",
    "gateway.openrouter_key": "Envie uma chave válida de https://openrouter.ai/settings/keys como `Authorization: "
    "Bearer`: o OpenRouter recusou esta, a requisição nem chegou ao fornecedor.",
    "gateway.apigee_quota": "Aumente a cota do produto de API, ou da política Quota ou SpikeArrest, na Apigee, ou "
    "espere o intervalo dela: o limite é da Apigee, e a cota do fornecedor está intacta.",
    "gateway.apigee_key": "Envie a chave de um app aprovado ou o token do produto de API na Apigee: a Apigee recusou a "
    "credencial, a requisição nem chegou ao fornecedor.",
    "gateway.apigee_threat": "Revise o template do Model Armor que a política da Apigee indica, ou reformule o "
    "conteúdo: a Apigee o bloqueou antes que chegasse ao fornecedor.",
    "gateway.apigee_timeout": "Aumente `io.timeout.millis` do endpoint de destino na Apigee, ou receba a resposta por "
    "streaming ou encurte-a: a Apigee parou de esperar pelo fornecedor.",
    "gateway.apigee_target": "Verifique o servidor de destino e o estado dele na Apigee e tente de novo com backoff "
    "exponencial: a Apigee não alcançou o que está atrás dela.",
    "gateway.apigee_route": "Corrija o host e o caminho base conforme um proxy implantado na Apigee: não há nenhum "
    "neste endereço.",
    "gateway.apigee_policy": "Abra uma sessão de depuração do proxy na Apigee e conserte a política que o `errorcode` "
    "do erro indica: quem falhou foi a Apigee, não o fornecedor.",
    "gateway.kong_limit": "Espere, ou aumente os limites do plugin Rate Limiting (para IA: AI Rate Limiting Advanced) "
    "na rota do Kong: o limite é do Kong, não do fornecedor.",
    "gateway.kong_key": "Envie a credencial de um consumer do Kong como o plugin de autenticação da rota exige (por "
    "padrão, no cabeçalho `apikey`): o Kong recusou, a requisição nem chegou ao fornecedor.",
    "gateway.kong_denied": "Inclua o grupo do consumer ou o endereço de quem chama no plugin ACL ou IP Restriction do "
    "Kong: o Kong recusou, a requisição nem chegou ao fornecedor.",
    "gateway.kong_guard": "Reformule o prompt, ou mude os padrões do plugin AI Prompt Guard no Kong: o Kong bloqueou, "
    "a requisição nem chegou ao fornecedor.",
    "gateway.kong_route": "Corrija o host e o caminho da URL base conforme uma rota do Kong: nenhuma corresponde a "
    "esta requisição.",
    "gateway.kong_upstream": "Verifique o host, a porta e os timeouts do serviço no Kong e tente de novo com backoff "
    "exponencial: o Kong não obteve resposta do que está atrás dele.",
    "gateway.new_api_channel": "Adicione um canal que ofereça este modelo ao grupo da chave no console do gateway "
    "(new-api, one-api), ou chame um modelo que o GET /v1/models dele lista: esperar não adianta.",
    "gateway.new_api_price": "Defina o preço ou a proporção do modelo no console do gateway (new-api, one-api), ou "
    "chame um modelo que os tenha: o gateway recusou, a requisição nem chegou ao fornecedor.",
    "gateway.new_api_quota": "Recarregue o usuário, ou aumente a cota do token, no console do gateway (new-api, "
    "one-api): a cota esgotada é a do gateway, não a do fornecedor.",
    "gateway.new_api_limit": "Envie menos requisições, ou aumente o limite de taxa do grupo no console do gateway "
    "(new-api, one-api): o limite é do gateway.",
    "gateway.new_api_saturated": "Tente de novo com backoff exponencial, ou adicione canais ao grupo no console do "
    "gateway (new-api, one-api): os que estão atrás do gateway estão saturados.",
    "gateway.new_api_denied": "Peça a quem opera o gateway (new-api, one-api) que desbloqueie o usuário ou permita "
    "este modelo ao token: a requisição nem chegou ao fornecedor.",
    "gateway.new_api_key": "Envie um token válido do console do gateway (new-api, one-api), ativo e não expirado: o "
    "gateway o recusou, o problema não é a chave do fornecedor.",
    "gateway.portkey_key": "Corrija a chave de API do Portkey ou a chave virtual nos cabeçalhos `x-portkey-*` conforme "
    "https://app.portkey.ai: o Portkey a recusou, a requisição nem chegou ao fornecedor.",
    "gateway.portkey_limit": "Espere a janela passar, ou aumente o limite de taxa da chave em https://app.portkey.ai: "
    "o limite é do Portkey, não do fornecedor.",
    "gateway.portkey_budget": "Aumente o orçamento da chave ou do provedor em https://app.portkey.ai, ou espere a "
    "renovação: o orçamento definido no Portkey acabou, não o do fornecedor.",
    "gateway.portkey_guardrail": "Revise em https://app.portkey.ai o guardrail que o Portkey executou (as verificações "
    "estão em `hook_results` na resposta), ou reformule o conteúdo: o Portkey o barrou.",
    "gateway.proxy_login": "Coloque o usuário e a senha do proxy em HTTPS_PROXY (`http://user:password@host:port`): o "
    "proxy exige login, a requisição nem chegou ao fornecedor.",
    "gateway.proxy_lost": "Peça à administração do proxy que verifique o DNS e o caminho dele até o host da API, ou "
    "defina NO_PROXY para esse host: o proxy não o alcançou.",
    "gateway.proxy_refused": "Peça à administração do proxy que libere o host da API, ou defina NO_PROXY para ele: o "
    "proxy recusou a requisição, e a chave está em ordem.",
    "gateway.cloudflare_limit": "Envie menos requisições, ou peça a quem opera o host da URL base que aumente o limite "
    "da regra de rate limiting na Cloudflare: a requisição nem chegou ao fornecedor.",
    "gateway.origin_tls": "Peça a quem opera o host da URL base que renove o certificado da origem ou mude o modo SSL "
    "na Cloudflare: a Cloudflare não confia no servidor atrás dela.",
    "gateway.origin_timeout": "Receba a resposta por streaming ou encurte a tarefa: o servidor atrás da Cloudflare (o "
    "host da URL base) levou mais que os 100 segundos dela.",
    "gateway.origin_unreachable": "Peça a quem opera o host da URL base que inicie o servidor de origem e libere os "
    "endereços da Cloudflare no firewall; depois tente de novo: a Cloudflare não consegue se conectar a ele.",
    "gateway.origin_fault": "Tente de novo com backoff exponencial; se continuar, peça a quem opera o host da URL base "
    "que leia o log do servidor atrás da Cloudflare, cuja resposta foi inutilizável.",
    "gateway.cloudflare_refused": "Peça a quem opera o host da URL base que libere este endereço ou cliente nas regras "
    "de segurança da Cloudflare, ou chame o fornecedor diretamente: quem respondeu foi uma página de bloqueio.",
    "gateway.fault": "Leia o log do relay ou gateway na URL base, aumente o limite de tempo dele ou chame o fornecedor "
    "diretamente; uma nova tentativa pode passar: quem falhou foi ele, não o fornecedor.",
    "gateway.unavailable": "Tente de novo com backoff exponencial; se continuar, verifique o gateway ou proxy no "
    "caminho (o host da URL base) e se o servidor atrás dele está no ar.",
    "gateway.timeout": "Aumente o timeout de leitura do gateway na URL base, ou receba a resposta por streaming: o "
    "gateway parou de esperar.",
    "gateway.limit": "Espere e envie menos requisições, ou aumente o limite do gateway na URL base: o limite não é do "
    "fornecedor.",
    "gateway.too_large": "Envie uma requisição menor, ou aumente o limite de tamanho do corpo no gateway da URL base "
    "(nginx: `client_max_body_size`).",
    "gateway.payment": "Regularize a conta no gateway que a URL base indica: o gateway recusou, a requisição nem "
    "chegou ao fornecedor.",
    "gateway.key": "Envie a chave que o gateway na URL base exige, não a do fornecedor: o gateway recusou esta.",
    "gateway.denied": "Peça a quem opera o gateway na URL base que libere este cliente e este modelo: a requisição nem "
    "chegou ao fornecedor.",
    "gateway.route": "Corrija o caminho da URL base conforme a documentação do próprio gateway: o gateway de lá não "
    "tem esse endereço.",
}
