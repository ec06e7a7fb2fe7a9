"""What to do about GigaChat's API, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gigachat.token_scope_empty": "Defina `scope` como GIGACHAT_API_PERS, GIGACHAT_API_B2B ou GIGACHAT_API_CORP, "
    "conforme o seu contrato no Sber Studio.",
    "gigachat.token_scope_mismatch": "Passe `scope=` como o projeto da chave no Sber Studio mostra (GIGACHAT_API_PERS, "
    "_B2B ou _CORP): o SDK e o GigaChain usam GIGACHAT_API_PERS se nenhum for informado.",
    "gigachat.token_scope_invalid": "Corrija a grafia de `scope`: deve ser GIGACHAT_API_PERS, GIGACHAT_API_B2B ou "
    "GIGACHAT_API_CORP.",
    "gigachat.token_key_undecodable": "Cole em `credentials` (GIGACHAT_CREDENTIALS) a chave de autorização do Sber "
    "Studio (base64 do client id e do client secret), não o client secret, e sem aspas.",
    "gigachat.token_key_unknown": "Gere de novo a chave de autorização no Sber Studio e coloque-a no lugar da antiga "
    "(GIGACHAT_CREDENTIALS): o serviço não conhece esta chave.",
    "gigachat.token_header_incorrect": "Passe a chave de autorização do Sber Studio em `credentials`, sem aspas (em "
    "HTTP puro, `Authorization: Basic KEY`): em vez dela foi enviado um client secret ou um token de acesso.",
    "gigachat.token_rquid": "Envie um uuid4 novo no cabeçalho RqUID da requisição de token (o SDK gigachat faz isso "
    "sozinho).",
    "gigachat.token_refused": "Verifique `credentials` (a chave de autorização do Sber Studio) e `scope` e, fora do "
    "SDK, o cabeçalho RqUID: o endpoint de tokens não diz qual está errado.",
    "gigachat.token_rate_limited": "Compartilhe um token de acesso entre os workers e renove-o uma vez a cada 30 "
    "minutos: o endpoint de tokens aceita 10 requisições por segundo.",
    "gigachat.token_expired": "Solicite um novo token de acesso: ele dura 30 minutos; com `credentials` no lugar de "
    "`access_token`, o SDK o renova sozinho.",
    "gigachat.unauthorized": "Obtenha um novo token de acesso no endpoint de tokens: o cabeçalho Authorization está "
    "vazio, ou o token dele está errado ou tem mais de 30 minutos; passe `credentials` ao SDK, e ele renova os tokens "
    "sozinho.",
    "gigachat.credentials_malformed": "Passe em `credentials` a chave de autorização em base64 do Sber Studio, não o "
    "client secret nem um token de acesso.",
    "gigachat.payment_required": "Verifique no Sber Studio de qual modelo os tokens se esgotaram e se a requisição usa "
    "esse modelo; depois recarregue lá (embeddings são cobrados à parte) ou use um modelo que o seu plano cobre.",
    "gigachat.grpc_exhausted": "Verifique no Sber Studio se os tokens do modelo se esgotaram e recarregue; se restam "
    "tokens, reduza o número de requisições paralelas: o código gRPC 8 pode significar os dois.",
    "gigachat.grpc_bare_exhausted": "Reduza o número de requisições paralelas, espere e tente de novo; se continuar, "
    "verifique o saldo de tokens do modelo no Sber Studio.",
    "gigachat.balance_pay_as_you_go": "Pare de chamar GET /balance em um contrato de pagamento por uso, que não tem "
    "tokens pré-pagos; veja a conta no Sber Studio.",
    "gigachat.permission_denied": "Verifique no Sber Studio se o contrato cobre este modelo e este método, ou peça "
    "acesso por e-mail a gigachat@sberbank.ru.",
    "gigachat.model_not_found": "Use um nome de modelo de GET /models (`get_models()`): este não existe ou foi "
    "descontinuado.",
    "gigachat.wrong_auth_url": "Corrija a URL de autenticação (`auth_url`, GIGACHAT_AUTH_URL): os tokens vêm de "
    "https://ngw.devices.sberbank.ru:9443/api/v2/oauth, sem nada depois; o problema não é a chave.",
    "gigachat.wrong_base_url": "Corrija a URL base (`base_url`, GIGACHAT_BASE_URL): `/v1` ou `/v2` em api.giga.chat, "
    "`/api/v1` em gigachat.devices.sberbank.ru, com `https://` na frente; a chave e o contrato estão em ordem.",
    "gigachat.edge_refused": "Verifique a URL base (`base_url`) e pergunte a gigachat@sberbank.ru se o seu endereço "
    "está bloqueado: a borda do Sber recusou antes de olhar a chave.",
    "gigachat.not_found": "Verifique o ID na requisição e o caminho depois da URL base: não há esse arquivo, thread ou "
    "assistente, ou ele é de outro projeto.",
    "gigachat.embedding_too_long": "Divida o texto antes de gerar o embedding e meça as partes com POST /tokens/count: "
    "o erro informa o índice, os tokens dele e o máximo por texto.",
    "gigachat.batch_too_large": "Envie no máximo 100 textos por requisição de embeddings.",
    "gigachat.payload_too_large": "Encurte o prompt ou o histórico; meça-o com POST /tokens/count e compare com a "
    "janela de contexto do modelo.",
    "gigachat.functions_unsupported": "Escolha um modelo compatível com funções (GigaChat-2 e as versões Pro e Max) ou "
    "não envie `functions`; se o modelo deveria tê-las, escreva para gigachat@sberbank.ru.",
    "gigachat.feature_unsupported": "Remova o recurso indicado ou escolha em "
    "https://developers.sber.ru/docs/ru/gigachat/models um modelo que o tenha.",
    "gigachat.history_order": "Coloque uma só mensagem system em primeiro lugar, e um resultado de função depois de "
    "cada chamada de função do assistente.",
    "gigachat.function_result": "Envie o resultado da função como objeto JSON no `content` da mensagem.",
    "gigachat.function_schema": "Complete o esquema JSON da ferramenta: todo object precisa de `properties`, todo "
    "array precisa de `items`.",
    "gigachat.parameter_range": "Coloque o parâmetro indicado dentro do intervalo que o erro informa.",
    "gigachat.invalid_json": "Envie um corpo gerado por uma biblioteca JSON (`json=` do cliente HTTP), não montado "
    "como texto: o serviço não consegue interpretá-lo.",
    "gigachat.invalid_params": "Corrija o valor que o erro indica: a requisição é válida como JSON, mas este modelo "
    "não o aceita.",
    "gigachat.bad_request": "Corrija o parâmetro que a mensagem de erro indica; se ela não indica nenhum, compare a "
    "requisição com a página do método na referência da API do GigaChat.",
    "gigachat.parallel_requests": "Envie menos requisições ao mesmo tempo: por padrão, 1 para pessoas físicas e 10 "
    "para empresas, que podem pedir aumento por e-mail a gigachat@sberbank.ru.",
    "gigachat.gateway_time_limit": "Receba a resposta por streaming ou peça uma mais curta: o gateway corta "
    "requisições que levam cerca de 300 segundos.",
    "gigachat.gateway_fault": "Tente de novo com backoff exponencial; se levou cerca de 300 segundos, receba a "
    "resposta por streaming, porque o gateway corta requisições mais longas.",
    "gigachat.internal": "Tente de novo com backoff exponencial; se persistir, escreva para gigachat@sberbank.ru com o "
    "x-request-id da resposta (`triage.request_id`).",
    "gigachat.unavailable": "Tente de novo com backoff exponencial: o GigaChat está sem capacidade agora; se "
    "continuar, escreva para gigachat@sberbank.ru.",
    "gigachat.deadline_exceeded": "Aumente o prazo da chamada (`timeout`) ou receba a resposta por streaming: o "
    "GigaChat não terminou a tempo.",
    "gigachat.grpc_unknown_service": "Corrija o endereço do canal (gigachat.devices.sberbank.ru:443) e gere os "
    "stubs de novo a partir do arquivo proto atual do Sber: o servidor de lá não conhece esse serviço ou método.",
    "gigachat.run_failed": "Inicie a execução de novo; se continuar falhando, encurte a thread ou escreva para "
    "gigachat@sberbank.ru com o ID da thread.",
    "gigachat.blacklist": "Reformule o prompt ou use um modelo Pro ou Max mais novo: o filtro de temas respondeu no "
    "lugar do modelo; empresas podem pedir a gigachat@sberbank.ru que o ajuste.",
    "gigachat.length": "Aumente `max_tokens` ou peça uma resposta mais curta: ela terminou no limite de tokens.",
    "gigachat.invalid_function_arguments": "Tente de novo; simplifique o esquema da função e acrescente exemplos "
    "few-shot se o modelo continuar gerando argumentos inválidos.",
    "gigachat.unknown_finish_reason": "Tente de novo e procure o motivo de término na referência do GigaChat: esta "
    "versão não o conhece.",
    "gigachat.missing_embeddings": "Chame `embeddings` de novo com menos textos por vez e só associe embeddings a "
    "textos se houver a mesma quantidade: a resposta tem menos do que o pedido.",
    "gigachat.empty_answer": "Tente de novo: a resposta não tem texto nem chamada de função.",
    "gigachat.file_too_large": "Envie um arquivo menor: no máximo 15 MB para imagem, 35 MB para áudio, 40 MB para "
    "texto e 80 MB no total por requisição; os tokens dele não contam aqui.",
    "gigachat.file_type": 'Passe o nome, o conteúdo e o tipo MIME do arquivo (`upload_file(("a.txt", data, '
    '"text/plain"))`): o serviço não aceita octet-stream, e um caminho sozinho é enviado como conteúdo.',
    "gigachat.file_over_context": "Divida o arquivo anexado em partes: o texto dele precisa caber na janela de "
    "contexto do modelo junto com o prompt, medido com POST /tokens/count.",
    "gigachat.undefined_function": "Inclua em `functions` desta requisição todas as funções que o histórico chama, ou "
    "remova essas mensagens do histórico.",
    "gigachat.function_arguments": "Envie `function_call.arguments` como objeto JSON, como o GigaChat respondeu: os "
    "clientes da OpenAI o enviam como string.",
    "gigachat.requests_per_minute": "Espalhe as requisições pela janela que o erro informa ou peça um limite maior a "
    "gigachat@sberbank.ru: ele conta requisições no tempo, não as paralelas.",
    "gigachat.token_unauthorized": "Gere de novo a chave de autorização no Sber Studio, coloque-a onde a aplicação a "
    "lê (GIGACHAT_CREDENTIALS) e verifique se `scope` é o do contrato dela: o endpoint de tokens recusou a chave.",
    "gigachat.grpc_not_found": "Corrija o nome do modelo na requisição conforme ListModels: o código gRPC 5 diz que o "
    "que ela pede não existe.",
    "gigachat.grpc_denied": "Envie um token de acesso novo no metadado `authorization` (`Bearer …`, 30 minutos) e "
    "depois verifique no Sber Studio se o contrato cobre o modelo: o código gRPC 7 pode significar os dois.",
    "gigachat.grpc_invalid": "Verifique os parâmetros e as mensagens da requisição, o tamanho dela em relação à janela "
    "de contexto e se o modelo é compatível com funções: o código gRPC 3 pode significar qualquer um deles.",
}
