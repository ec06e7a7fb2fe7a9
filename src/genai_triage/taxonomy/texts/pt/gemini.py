"""What to do about Gemini's API, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gemini.key_not_found": "Veja em https://aistudio.google.com/apikey se a chave ainda existe e, se não, crie uma lá "
    "e defina-a como GEMINI_API_KEY; uma chave recém-criada precisa de alguns minutos.",
    "gemini.key_expired": "Renove a chave de API em https://aistudio.google.com/apikey e defina a nova como "
    "GEMINI_API_KEY: a que está em uso expirou.",
    "gemini.key_invalid": "Crie ou copie uma chave de API em https://aistudio.google.com/apikey e defina-a como "
    "GEMINI_API_KEY, sem aspas nem espaços.",
    "gemini.key_leaked": "Exclua a chave em https://aistudio.google.com/apikey, crie outra e defina-a como "
    "GEMINI_API_KEY: o Google a encontrou publicada e a desativou de vez.",
    "gemini.key_missing": "Defina GEMINI_API_KEY ou passe `api_key` ao cliente: a requisição não levou nenhuma "
    "credencial.",
    "gemini.credentials_ambiguous": "Envie uma só credencial, a chave de API ou o token OAuth: remova a outra dos "
    "argumentos do cliente e dos `headers` em `http_options`.",
    "gemini.key_not_accepted": "Autentique-se com OAuth em vez de chave de API (`gcloud auth application-default "
    "login`; em servidores, uma conta de serviço): este endpoint não aceita chaves do AI Studio.",
    "gemini.credential_wrong_kind": "Use uma chave criada agora em https://aistudio.google.com/apikey ou restrinja a "
    "antiga à API Gemini: este tipo de credencial é recusado.",
    "gemini.token_expired": "Obtenha um novo token de acesso OAuth (`gcloud auth print-access-token`), ou dê ao "
    "cliente as Application Default Credentials, que o renovam: um token dura uma hora.",
    "gemini.token_scope_insufficient": "Faça login de novo com `gcloud auth application-default login "
    "--scopes=https://www.googleapis.com/auth/cloud-platform`, ou dê esse escopo de acesso à VM: os escopos do token "
    "não cobrem este método.",
    "gemini.account_invalid": "Ative ou restaure a conta de serviço em "
    "https://console.cloud.google.com/iam-admin/serviceaccounts, ou faça login de novo como usuário: a conta por trás "
    "da credencial foi excluída ou desativada.",
    "gemini.unauthenticated": "Substitua a credencial: defina GEMINI_API_KEY com uma chave de "
    "https://aistudio.google.com/apikey ou, na Vertex AI, execute `gcloud auth application-default login`; a que foi "
    "enviada não é aceita.",
    "gemini.credentials_absent": "Defina GEMINI_API_KEY ou GOOGLE_API_KEY, ou passe `api_key` ao cliente: o SDK não "
    "encontrou nenhuma credencial.",
    "gemini.vertex_settings_absent": "Passe `project` e `location` ao cliente, ou defina GOOGLE_CLOUD_PROJECT e "
    "GOOGLE_CLOUD_LOCATION: o SDK não encontrou nem isso nem uma chave de API para a Vertex AI.",
    "gemini.adc_not_found": "Execute `gcloud auth application-default login` ou aponte GOOGLE_APPLICATION_CREDENTIALS "
    "para um arquivo de conta de serviço.",
    "gemini.credentials_refresh_failed": "Faça login de novo (`gcloud auth application-default login`) ou substitua a "
    "chave da conta de serviço: o Google não renovou o token.",
    "gemini.google_auth": "Leia o texto da exceção e faça login de novo (`gcloud auth application-default login`) ou "
    "aponte GOOGLE_APPLICATION_CREDENTIALS para um arquivo de chave válido: o google-auth não conseguiu obter um "
    "token.",
    "gemini.mutual_tls": "Conserte o certificado de cliente que o google-auth encontrou, ou defina "
    "GOOGLE_API_USE_CLIENT_CERTIFICATE como false: não foi possível criar o canal TLS mútuo dele.",
    "gemini.billing_account_spend_cap": "Espere o próximo mês, ou peça que a conta de faturamento passe para um nível "
    "de uso mais alto (o AI Studio o mostra em https://ai.studio/spend): a conta como um todo atingiu o limite de "
    "gastos do nível dela.",
    "gemini.billing_disabled": "Vincule uma conta de faturamento ativa ao projeto em "
    "https://console.cloud.google.com/billing e espere alguns minutos.",
    "gemini.billing_overdue": "Pague o saldo em atraso da conta de faturamento em "
    "https://console.cloud.google.com/billing: o Google deixou de atender o projeto.",
    "gemini.free_tier_unavailable": "Configure um plano pago para o projeto no Google AI Studio: o nível sem custo "
    "financeiro não é oferecido neste país.",
    "gemini.prerequisite_unmet": "Configure o faturamento do projeto no Google AI Studio; se já estiver configurado, "
    "verifique se cada arquivo, cache ou agente que a requisição cita está pronto.",
    "gemini.prepay_depleted": "Compre créditos pré-pagos para o projeto em https://ai.studio/projects: o saldo se "
    "esgotou, e esperar não adianta.",
    "gemini.spend_cap": "Aumente o limite de gastos do projeto em https://ai.studio/spend ou espere o próximo mês de "
    "faturamento.",
    "gemini.location_unsupported": "Faça a chamada a partir de um país listado em "
    "https://ai.google.dev/gemini-api/docs/available-regions (vale o endereço do servidor ou do proxy), ou use a "
    "Vertex AI em um local compatível.",
    "gemini.api_disabled": "Ative a API que o erro indica (para chaves do AI Studio, a Generative Language API) em "
    "https://console.cloud.google.com/apis/library, no projeto que ele indica, e espere alguns minutos.",
    "gemini.key_api_blocked": "Permita a API que o erro indica (a do Gemini é a Generative Language API) nas "
    '"Restrições de API" da chave em https://console.cloud.google.com/apis/credentials.',
    "gemini.key_referrer_blocked": "Remova a restrição de sites da chave em "
    "https://console.cloud.google.com/apis/credentials, ou use outra chave: quem chama não envia nenhum dos "
    "referenciadores permitidos.",
    "gemini.key_ip_blocked": "Inclua o endereço que o erro indica na restrição de endereços IP da chave em "
    "https://console.cloud.google.com/apis/credentials.",
    "gemini.key_app_blocked": "Crie uma chave sem restrição de Android ou iOS em "
    "https://console.cloud.google.com/apis/credentials: esta só funciona dentro do app ao qual está vinculada.",
    "gemini.consumer_suspended": "Conteste a suspensão conforme o e-mail enviado ao proprietário do projeto, ou use "
    "uma chave de outro projeto: o Google suspendeu este por violação dos termos.",
    "gemini.consumer_invalid": "Corrija o projeto: GOOGLE_CLOUD_PROJECT ou `gcloud auth application-default "
    "set-quota-project`; o que o erro indica não existe ou não pode ser cobrado.",
    "gemini.quota_project_denied": "Conceda roles/serviceusage.serviceUsageConsumer à conta que chama, no projeto que "
    "o erro indica, ou escolha outro com `gcloud auth application-default set-quota-project`.",
    "gemini.iam_denied": "Conceda à conta que chama o papel roles/aiplatform.user em "
    "https://console.cloud.google.com/iam-admin/iam, no projeto que o erro indica, e confira esse nome: pode haver um "
    "erro de digitação.",
    "gemini.project_denied": "Leia o aviso na página do projeto no Google AI Studio e siga-o, fale com o suporte do "
    "Google ou use outro projeto: este não tem acesso à API Gemini.",
    "gemini.model_not_allowed": "Use um modelo que o projeto possa usar, ou peça acesso a este em "
    "https://console.cloud.google.com/vertex-ai/model-garden: o projeto não está na lista dele.",
    "gemini.tuned_model_denied": "Autentique-se com OAuth como uma conta que seja dona do modelo ajustado ou tenha "
    "recebido acesso a ele: uma chave de API não basta.",
    "gemini.organization_policy": "Peça à administração da organização que permita esta API, este local ou quem chama, "
    "e informe o identificador do erro: uma política ou um perímetro de serviço proíbe a chamada.",
    "gemini.account_restricted": "Faça login na Conta do Google em um navegador e conclua a verificação ou a "
    "contestação que ela pedir (o erro pode trazer o link): até lá ela não pode usar o serviço.",
    "gemini.permission_denied": "Verifique se GEMINI_API_KEY está definida e se o projeto dela em "
    "https://aistudio.google.com/apikey pode usar este modelo e este recurso; um modelo ajustado exige OAuth.",
    "gemini.robot_refused": "Faça a chamada de outro endereço, sem a VPN ou o proxy compartilhado: a borda do Google "
    "toma o tráfego desta rede pelo de um robô; a chave nem foi olhada.",
    "gemini.no_quota": "Escolha um modelo que o seu nível inclua, ou configure o faturamento no Google AI Studio; "
    "https://ai.dev/rate-limit mostra os dois: o limite deste modelo é 0, portanto esperar não adianta.",
    "gemini.requests_per_day": "Espere a meia-noite no horário do Pacífico, mude para outro modelo, ou passe o projeto "
    "para um nível mais alto em https://ai.dev/rate-limit.",
    "gemini.tokens_per_day": "Espere a meia-noite no horário do Pacífico, envie menos tokens, ou passe o projeto para "
    "um nível mais alto em https://ai.dev/rate-limit: os tokens por dia dele se esgotaram.",
    "gemini.vertex_quota": "Espere um minuto e depois envie menos requisições e tokens por minuto, ou solicite um "
    "aumento da cota que o erro indica em https://console.cloud.google.com/iam-admin/quotas.",
    "gemini.vertex_allowance": "Solicite um aumento da cota que o erro indica em "
    "https://console.cloud.google.com/iam-admin/quotas, ou libere parte do que a usa: esperar não libera nada.",
    "gemini.long_quota": "Consulte a cota em https://ai.dev/rate-limit e espere a renovação dela ou solicite um "
    "aumento: a janela dela é de um dia ou mais.",
    "gemini.user_quota": "Espere a renovação que o erro indica, chame a API Gemini com uma chave de API ou compre um "
    "plano maior do Code Assist: a cota do próprio usuário se esgotou.",
    "gemini.code_assist_rate": "Espere o tempo que o erro indica; para ter mais, chame a API Gemini com uma chave "
    "de API ou contrate um plano maior do Code Assist: o limite é do próprio usuário.",
    "gemini.current_quota": "Veja em https://ai.dev/rate-limit qual limite se esgotou: espere um minuto se for por "
    "minuto, até a meia-noite no horário do Pacífico se for por dia, ou aumente lá o nível; a resposta não diz qual é.",
    "gemini.requests_per_minute": "Espere o tempo que a resposta indica, ou um minuto, e depois envie menos "
    "requisições por minuto, ou solicite uma cota ou um nível maior para o projeto em https://ai.dev/rate-limit.",
    "gemini.tokens_per_minute": "Espere o tempo que a resposta indica, ou um minuto, e depois envie menos tokens de "
    "entrada por minuto: encurte os prompts ou espalhe os longos.",
    "gemini.concurrent_requests": "Feche as sessões terminadas e execute menos sessões ou jobs ao mesmo tempo: o "
    "limite de simultâneos do projeto foi atingido.",
    "gemini.short_window": "Espere o tempo que a resposta indica, ou uma hora, e depois espalhe as requisições; "
    "https://ai.dev/rate-limit mostra o limite, cuja janela é de uma hora ou menos.",
    "gemini.shared_capacity": "Tente de novo com backoff exponencial, ou mude para outro modelo; na Vertex AI, use o "
    "local `global` ou a capacidade de processamento provisionada: o que falta é capacidade compartilhada, não a sua "
    "cota.",
    "gemini.rate_limited": "Espere, tente de novo com backoff exponencial e envie menos requisições por minuto; veja "
    "os seus limites em https://ai.dev/rate-limit e solicite lá uma cota maior se forem baixos demais.",
    "gemini.robot_limited": "Espere e envie menos requisições deste endereço, ou faça as chamadas de outro: a borda do "
    "Google toma o tráfego desta rede pelo de um robô; nenhuma cota se esgotou.",
    "gemini.no_capacity": "Espere e tente de novo com backoff exponencial, ou mude temporariamente para outro modelo: "
    "o serviço não tem capacidade livre para este.",
    "gemini.model_overloaded": "Mude temporariamente para outro modelo, ou espere e tente de novo com backoff "
    'exponencial: o modelo está com alta demanda; se persistir, use o botão "Enviar feedback" no Google AI Studio.',
    "gemini.unavailable": "Mude temporariamente para outro modelo, ou espere e tente de novo com backoff exponencial; "
    'se persistir, veja https://aistudio.google.com/status e use o botão "Enviar feedback" no Google AI Studio.',
    "gemini.internal": "Reduza o contexto de entrada, mude temporariamente para outro modelo, ou espere e tente de "
    'novo; se persistir, informe com o botão "Enviar feedback" no Google AI Studio.',
    "gemini.aborted": "Envie a requisição de novo: outra alteração no mesmo recurso foi feita ao mesmo tempo.",
    "gemini.job_failed": "Leia o `error` do job (o arquivo de resultados de um lote tem um por item), corrija o que "
    "ele indica e envie o job de novo.",
    "gemini.batch_items_failed": "Leia o `error` de cada item que falhou no resultado do lote "
    "(`dest.inlined_responses`, ou as linhas do arquivo dele) e envie só essas requisições de novo, corrigidas onde o "
    "erro for delas: as outras respostas estão boas.",
    "gemini.job_expired": "Divida o lote em lotes menores e envie-os de novo, ou use outro modelo (este pode estar "
    "prestes a ser descontinuado): ele não terminou em 48 horas.",
    "gemini.deadline_exceeded": "Defina um timeout maior em http_options no cliente ou encurte o prompt: o serviço não "
    "terminou a tempo.",
    "gemini.live_idle": "Abra uma nova sessão ou retome a antiga pelo handle dela, e continue enviando entrada: a "
    "sessão ficou ociosa por tempo demais.",
    "gemini.live_session_over": "Ative `session_resumption` e reconecte com o último handle assim que `go_away` "
    "chegar: a sessão atingiu a duração máxima.",
    "gemini.cancelled": "Nada a corrigir se a própria aplicação desistiu da chamada; senão, aumente o timeout do que a "
    "cancela.",
    "gemini.media_filtered": "Reformule o prompt ou use outras imagens: o filtro de IA responsável o recusou ou "
    "removeu todos os resultados.",
    "gemini.invalid_argument": "Compare a requisição com a referência da API (formato, exemplos, versão da API): um "
    "campo tem erro de digitação, está faltando ou é de uma versão mais nova que o endpoint.",
    "gemini.failed_precondition": "Deixe o que a requisição cita (arquivo, cache, job, modelo ajustado) no estado que "
    "a chamada exige, verifique se o faturamento está configurado no Google AI Studio e envie-a de novo.",
    "gemini.service_agents": "Espere alguns minutos e envie a chamada de novo: o Google ainda está configurando os "
    "agentes de serviço que leem o arquivo do Cloud Storage.",
    "gemini.file_not_active": "Consulte `client.files.get` até o estado do arquivo ser ACTIVE antes de usá-lo em um "
    "prompt.",
    "gemini.context_too_long": "Encurte o prompt ou o histórico: meça-o com `count_tokens` e compare com o "
    "`input_token_limit` do modelo, que `client.models.get(model=…)` informa.",
    "gemini.payload_too_large": "Envie mídias grandes pela API Files (`client.files.upload`) em vez de inline, ou "
    "divida a requisição: ela excede o limite de tamanho.",
    "gemini.parameter_range": "Coloque o parâmetro indicado dentro do intervalo: candidatos 1–8, temperature e topP "
    "0.0–1.0 (2.0 em modelos mais novos), tokens de saída conforme o modelo.",
    "gemini.unknown_field": "Use a versão da API que conhece o campo (`v1beta` para recursos em pré-lançamento, "
    "`http_options.api_version`), ou corrija o nome dele.",
    "gemini.malformed_json": "Corrija o valor que o erro indica conforme a referência da API: ele tem o tipo errado, "
    "ou o texto não é JSON.",
    "gemini.empty_input": "Preencha a parte vazia que o erro indica, ou remova-a: `contents` precisa de pelo menos uma "
    "parte com texto ou dados.",
    "gemini.thought_signature": "Devolva cada assinatura de pensamento junto com a chamada de função com que ela veio: "
    "o histórico perdeu uma.",
    "gemini.function_turns": "Ordene o histórico como usuário, chamada de função, resposta de função: uma resposta "
    "para cada chamada, com o `name` da chamada.",
    "gemini.role": "Use só os papéis `user` e `model`, alternados, e coloque o texto do sistema em "
    "`system_instruction`.",
    "gemini.combination_unsupported": "Envie os dois recursos em requisições separadas: este modelo não aceita juntos "
    "ferramentas, busca, modo JSON ou cache.",
    "gemini.mime_type": "Informe o tipo real do arquivo em `mime_type` (application/pdf, image/png …, não "
    "application/octet-stream), ou converta o arquivo: este modelo não lê o tipo enviado.",
    "gemini.unreadable_input": "Abra a imagem, o documento ou a URL que a requisição cita (uma URL precisa ser pública "
    "e permitir robôs): o serviço não conseguiu ler.",
    "gemini.media_too_long": "Corte o vídeo ou o áudio em partes que não passem da duração que o erro permite, e envie "
    "cada uma em sua própria requisição.",
    "gemini.voice": "Use em `voice_name` uma voz que https://ai.google.dev/gemini-api/docs/speech-generation lista: o "
    "modelo não tem nenhuma com o nome enviado.",
    "gemini.speech_only": "Defina `response_modalities` como AUDIO e peça ao modelo que leia o texto em voz alta "
    "(`Say: …`): ele só fala.",
    "gemini.audio_format": "Envie o áudio como PCM de 16 bits com uma só taxa de amostragem durante toda a sessão "
    "(`audio/pcm;rate=16000`), ou como um arquivo WAV completo: o serviço não aceitou o formato enviado.",
    "gemini.base64": "Passe os bytes brutos ao SDK (`types.Part.from_bytes`), ou codifique-os em base64 exatamente uma "
    "vez: não foi possível decodificar os dados enviados.",
    "gemini.file_uri": "Passe o `uri` que `client.files.upload` retornou; endereços gs:// são para a Vertex AI, e "
    "páginas web, para a ferramenta url_context.",
    "gemini.schema": "Simplifique o esquema da resposta ou da ferramenta: menos propriedades, enums mais curtos, sem "
    "palavras-chave incompatíveis, todo nome de `required` definido.",
    "gemini.tool_mode": "Defina o modo de chamada de função como ANY quando `allowed_function_names` for informado, ou "
    "retire os nomes, e cite apenas funções declaradas.",
    "gemini.cache_conflict": "Mova a instrução do sistema, as ferramentas e o tool config para o conteúdo em cache, e "
    "use o modelo para o qual ele foi criado.",
    "gemini.cache_too_small": "Coloque em cache só conteúdo acima do número mínimo de tokens do modelo, ou envie-o sem "
    "cache.",
    "gemini.deadline_too_short": "Defina o timeout do cliente em 10 segundos ou mais (`http_options.timeout` é em "
    "milissegundos).",
    "gemini.already_exists": "Escolha outro ID ou use o recurso existente: já existe um com este nome.",
    "gemini.model_retired": "Mude para o sucessor que https://ai.google.dev/gemini-api/docs/deprecations indica: o "
    "modelo foi descontinuado ou fechado a novos usuários.",
    "gemini.model_not_found": "Use um nome de modelo de `client.models.list()` ou de "
    "https://ai.google.dev/gemini-api/docs/models: esta versão da API ou região não o conhece.",
    "gemini.wrong_address": "Corrija a URL base e a versão da API (`http_options`): "
    "https://generativelanguage.googleapis.com com `v1beta`, uma só vez e sem nome de modelo; o problema não é a "
    "chave.",
    "gemini.file_not_found": "Envie o arquivo de novo com a mesma chave: arquivos duram 48 horas e pertencem a um "
    "projeto.",
    "gemini.cache_not_found": "Crie o conteúdo em cache de novo: ele expirou (o TTL padrão é de uma hora) ou é de "
    "outro projeto.",
    "gemini.session_not_found": "Inicie uma nova sessão: a sessão ou o handle de retomada dela expirou.",
    "gemini.live_unsupported": "Use um modelo de https://ai.google.dev/gemini-api/docs/live que tenha "
    "bidiGenerateContent entre as ações compatíveis (`client.models.list()`): este não é da API Live.",
    "gemini.feature_unsupported": "Remova o recurso indicado, ou escolha um modelo e uma versão da API que o tenham: "
    "veja a tabela de recursos do modelo em https://ai.google.dev/gemini-api/docs/models.",
    "gemini.system_instruction": "Coloque o texto do sistema na primeira mensagem do usuário, ou escolha um modelo que "
    "tenha `system_instruction`: este (Gemma, e modelos de imagem ou de fala) não tem.",
    "gemini.unimplemented": "Use outro método ou outra versão da API: o serviço não implementa este.",
    "gemini.not_found": "Verifique se o nome do recurso e todos os parâmetros são válidos para a versão da API na URL, "
    "e o local: nada foi encontrado neste endereço.",
    "gemini.prompt_safety": "Reformule o prompt, ou relaxe as configurações de segurança onde a sua política permitir: "
    "o filtro de segurança bloqueou o prompt.",
    "gemini.prompt_other": "Reformule o prompt: a consulta ou a resposta pode violar os termos de serviço, ou ser de "
    "um idioma ou tipo sem suporte.",
    "gemini.prompt_blocklist": "Remova do prompt os termos que estão na sua lista de bloqueio, ou mude essa lista: um "
    "deles o bloqueou.",
    "gemini.prompt_prohibited": "Reescreva o prompt: ele contém conteúdo que nenhuma configuração permite.",
    "gemini.prompt_image_safety": "Descreva outra imagem: o prompt não é seguro para gerar imagens.",
    "gemini.prompt_model_armor": "Revise o template do Model Armor do projeto, e as configurações mínimas (floor "
    "settings) acima dele, no Security Command Center: ele bloqueou o prompt, e a resposta indica o filtro.",
    "gemini.prompt_jailbreak": "Remova as instruções que tentam contornar as regras do modelo: o prompt foi "
    "considerado um jailbreak.",
    "gemini.prompt_blocked": "Reformule o prompt: um filtro o bloqueou por um motivo que esta versão não conhece.",
    "gemini.answer_safety": "Reformule o prompt, ou relaxe as configurações de segurança onde a sua política permitir: "
    "o filtro de segurança interrompeu a resposta.",
    "gemini.answer_blocklist": "Reformule o prompt: a resposta continha um termo da lista de bloqueio.",
    "gemini.answer_prohibited": "Reescreva o prompt: a resposta teria conteúdo que nenhuma configuração permite.",
    "gemini.answer_personal_data": "Não peça dados pessoais sensíveis: a resposta continha alguns.",
    "gemini.language": "Escreva o prompt e peça a resposta em um idioma compatível.",
    "gemini.image_safety": "Descreva outra imagem: a que foi gerada foi retida por não ser segura.",
    "gemini.image_prohibited": "Descreva outra imagem: a que foi gerada tinha conteúdo proibido.",
    "gemini.image_other": "Reformule o prompt da imagem: a imagem foi retida sem motivo declarado.",
    "gemini.answer_model_armor": "Revise o template do Model Armor do projeto, e as configurações mínimas (floor "
    "settings) acima dele, no Security Command Center: ele bloqueou a resposta do modelo, não o prompt.",
    "gemini.escalation": "Reformule o prompt: uma regra de escalonamento filtrou a requisição.",
    "gemini.live_turn_rejected": "Reformule a entrada: um filtro encerrou o turno, e `turn_complete_reason` o indica.",
    "gemini.recitation": "Torne o prompt o mais exclusivo possível e aumente a temperatura: a resposta se parecia com "
    "material conhecido.",
    "gemini.image_recitation": "Descreva uma imagem mais exclusiva: a que foi gerada se parecia com material "
    "conhecido.",
    "gemini.max_tokens": "Aumente `max_output_tokens` ou reduza o orçamento de pensamento: a resposta terminou no "
    "limite de tokens.",
    "gemini.interaction_budget": "Aumente o orçamento de tokens da interação ou restrinja a tarefa: ele se esgotou "
    "antes de a resposta ficar completa.",
    "gemini.malformed_function_call": "Tente de novo; simplifique o esquema da função ou defina o modo de chamada como "
    "ANY se o modelo continuar gerando chamadas inválidas.",
    "gemini.unexpected_tool_call": "Tente de novo; declare a função que o modelo chamou, ou diga a ele no prompt quais "
    "ferramentas existem.",
    "gemini.too_many_tool_calls": "Tente de novo com menos ferramentas ou uma tarefa mais restrita: o modelo continuou "
    "chamando ferramentas sem responder.",
    "gemini.no_image": "Tente de novo e peça uma imagem explicitamente: o modelo respondeu sem nenhuma.",
    "gemini.malformed_response": "Tente de novo: o modelo gerou uma resposta que o serviço não pôde usar.",
    "gemini.finish_other": "Tente de novo e depois reformule o prompt: a resposta parou por um motivo sem nome.",
    "gemini.missing_embeddings": "Envie os conteúdos de novo em lotes menores e só associe embeddings a textos se "
    "houver a mesma quantidade: a resposta tem menos embeddings do que conteúdos enviados.",
    "gemini.no_result": "Consulte a operação mais uma vez e depois inicie-a de novo: ela terminou e não tem resposta "
    "nem erro.",
    "gemini.no_candidate": "Tente de novo: a resposta não tem candidato nem indica o motivo.",
    "gemini.empty_answer": "Tente de novo; se persistir, reduza o orçamento de pensamento ou remova as ferramentas: o "
    "candidato não tem conteúdo, embora tenha terminado com STOP.",
    "gemini.error_without_code": "Registre a resposta bruta no log e atualize o google-genai: o SDK falhou ao ler um "
    "objeto de erro sem código.",
    "gemini.iamcredentials_disabled": "Ative iamcredentials.googleapis.com (IAM Service Account Credentials API) no "
    "projeto que o erro indica, em https://console.cloud.google.com/apis/library, e espere alguns minutos.",
    "gemini.impersonation_denied": "Conceda à conta que chama o papel roles/iam.serviceAccountTokenCreator na conta de "
    "serviço a representar: sem ele, ela não pode criar tokens em nome dessa conta.",
    "gemini.reauthentication_needed": "Execute `gcloud auth application-default login` de novo: a duração da sessão "
    "definida pela organização acabou; em servidores, use uma conta de serviço, que não tem esse limite.",
    "gemini.clock_wrong": "Acerte o relógio desta máquina por NTP (`timedatectl set-ntp true`): o Google recusa um "
    "token com horários errados.",
    "gemini.service_account_gone": "Crie uma nova chave para uma conta de serviço que exista e esteja ativa, em "
    "https://console.cloud.google.com/iam-admin/serviceaccounts, e aponte GOOGLE_APPLICATION_CREDENTIALS para ela.",
    "gemini.metadata_server_empty": "Associe uma conta de serviço à VM, ao pod ou ao job, ou aponte "
    "GOOGLE_APPLICATION_CREDENTIALS para um arquivo de chave: o servidor de metadados não tem conta a oferecer.",
    "gemini.token_server_unreached": "Permita que este host alcance o servidor que o erro indica "
    "(oauth2.googleapis.com:443, ou metadata.google.internal no Google Cloud) pelo firewall e por HTTPS_PROXY: não foi "
    "possível pedir um token.",
    "gemini.credentials_file_broken": "Baixe de novo a chave JSON da conta de serviço e aponte "
    "GOOGLE_APPLICATION_CREDENTIALS para ela: o arquivo em uso está cortado, reformatado ou é de outro tipo.",
    "gemini.interactions_only": "Chame `client.interactions.create` para este modelo em vez de `generate_content`, ou "
    "use outro modelo: ele só responde na API Interactions.",
    "gemini.interactions_schema": "Atualize o SDK (`pip install -U google-genai`): ele envia o esquema legado da API "
    "Interactions, que não é mais aceito.",
    "gemini.media_chunks": "Envie `audio=`, `video=` ou `text=` em `send_realtime_input` em vez de `media=` ou "
    "`media_chunks`, e atualize o google-genai: esse campo não é mais aceito.",
    "gemini.field_deprecated": "Substitua o campo que o erro indica pelo sucessor dele na referência da API, ou "
    "atualize o SDK se é ele que define o campo: o problema não é o modelo.",
    "gemini.ephemeral_token": "Crie um novo token efêmero (`client.auth_tokens.create`) para cada sessão, com `uses` "
    "suficientes e um `expire_time` posterior: este foi gasto ou expirou.",
    "gemini.credential_not_sent": "Defina GEMINI_API_KEY (API Gemini) ou execute `gcloud auth application-default "
    "login` (Vertex AI): nenhuma credencial chegou com a requisição.",
    "gemini.bucket_denied": "Conceda roles/storage.objectViewer no bucket à conta que o erro indica (muitas vezes o "
    "agente de serviço da Vertex AI, service-…@gcp-sa-aiplatform.iam.gserviceaccount.com).",
    "gemini.code_assist_seat": "Atribua uma licença do Gemini Code Assist a este usuário no console do Google Cloud "
    '("Admin for Gemini"), ou faça login sem GOOGLE_CLOUD_PROJECT para usar o nível individual.',
    "gemini.spend_rate": "Espere o tempo que a resposta indica, ou dez minutos, e depois espalhe as chamadas, ou passe "
    "o projeto para um nível de uso mais alto: o limite é de dinheiro por dez minutos, e não faltam créditos.",
    "gemini.no_free_tier": "Configure o faturamento do projeto no Google AI Studio, ou use um modelo que o nível sem "
    "custo financeiro tenha (https://ai.google.dev/gemini-api/docs/pricing): esperar não adianta.",
    "gemini.provisioned_throughput": "Espere e tente de novo, deixe o excedente ir para a capacidade compartilhada "
    "(cabeçalho X-Vertex-AI-LLM-Request-Type: shared), ou compre mais unidades: a capacidade de processamento "
    "provisionada se esgotou.",
    "gemini.media_child": "Reformule o prompt sem crianças, ou peça ao Google a aprovação que `personGeneration` "
    "allow_all exige: o filtro de menores o barrou (código de suporte 58061214 ou 17301594).",
    "gemini.media_celebrity": "Não descreva pessoas reais e conhecidas no prompt nem nas imagens: o filtro de "
    "celebridades o barrou (código de suporte 29310472 ou 15236754).",
    "gemini.media_person": "Defina `person_generation` como allow_adult, ou descreva uma imagem sem rostos: pessoas "
    "não são permitidas nesta requisição (código de suporte 39322892).",
    "gemini.media_violence": "Reformule o prompt sem violência: o filtro o barrou (código de suporte 61493863 ou "
    "56562880).",
    "gemini.media_sexual": "Reformule o prompt sem conteúdo sexual: o filtro o barrou (código de suporte 90789179, "
    "63429089 ou 43188360).",
    "gemini.media_dangerous": "Reformule o prompt sem atos perigosos: o filtro o barrou (código de suporte 62263041).",
    "gemini.media_hate": "Reformule o prompt sem palavras de ódio, tóxicas ou vulgares: o filtro o barrou (código de "
    "suporte 57734940 ou 22137204: ódio; 78610348: tóxico; 32635315: vulgar).",
    "gemini.media_personal_data": "Deixe números de cartões, documentos e afins fora do prompt: o filtro de dados "
    "pessoais o barrou (código de suporte 92201652).",
    "gemini.media_prohibited": "Reescreva o prompt: ele pede conteúdo que o Google proíbe (código de suporte 89371032, "
    "49114662 ou 72817394).",
    "gemini.media_third_party": "Não descreva marcas, personagens nem obras de terceiros no prompt e nas imagens: a "
    "proteção de conteúdo de terceiros o barrou (código de suporte 35561574 ou 35561575).",
    "gemini.speech_filtered": "Reformule o texto ou o prompt da fala: o filtro o recusou; o mesmo às vezes passa em "
    "uma nova tentativa.",
    "gemini.model_armor_floor": "Revise as configurações mínimas (floor settings) do Model Armor do projeto, das "
    "pastas dele e da organização no Security Command Center, ou reformule o prompt: elas o bloquearam, e a resposta "
    "indica o filtro.",
    "gemini.model_armor": "Revise no Security Command Center o template ou as configurações mínimas (floor settings) "
    "do Model Armor que bloquearam a chamada, ou reformule o prompt: o conteúdo caiu em um filtro.",
    "gemini.video_parameters": "Use uma combinação que a página deste modelo oferece: 1080p e 4k exigem 8 segundos, "
    "outras durações, 720p; as proporções são 16:9 e 9:16.",
    "gemini.url_count": "Envie no máximo 20 URLs em um prompt com a ferramenta url_context: divida a requisição, ou "
    "remova links do texto.",
    "gemini.function_count": "Não declare mais funções do que o erro permite: envie só as que esta requisição pode "
    "usar, ou divida o agente.",
    "gemini.function_name": "Dê a cada função um nome exclusivo que comece com letra ou sublinhado, tenha só letras, "
    "dígitos, `_`, `.`, `:` ou `-`, e não seja mais longo do que o erro permite.",
    "gemini.stop_sequence_count": "Envie no máximo 5 itens em `stop_sequences`.",
    "gemini.embedding_batch": "Divida o lote, ou o texto: no máximo 100 textos por requisição na API Gemini; na Vertex "
    "AI, 250 textos e 20.000 tokens no total.",
    "gemini.image_count": "Não envie em uma requisição mais imagens, vídeos ou arquivos do que o erro permite; "
    "distribua o resto por várias.",
    "gemini.page_count": "Divida o documento: uma requisição não aceita mais páginas do que o erro indica (1.000 em um "
    "PDF).",
    "gemini.thinking": "Remova o parâmetro de pensamento, ou use o que este modelo tem: `thinking_budget` nos modelos "
    "2.5, `thinking_level` LOW ou HIGH no Gemini 3.",
    "gemini.safety_settings": "Envie em `safety_settings` só categorias e limites de "
    "https://ai.google.dev/gemini-api/docs/safety-settings: o modelo não conhece um dos enviados.",
    "gemini.thinking_both": "Envie `thinking_budget` ou `thinking_level`, não os dois: o orçamento é para os modelos "
    "2.5; o nível, para o Gemini 3.",
    "gemini.server_side_tools": "Defina `tool_config.include_server_side_tool_invocations` como true: ferramentas "
    "integradas junto com chamadas de função precisam disso.",
    "gemini.tool_circulation": "Use um modelo Gemini 3, ou remova a ferramenta integrada ou "
    "`include_server_side_tool_invocations`: este modelo não aceita ferramentas integradas junto com funções.",
    "gemini.search_retrieval": "Declare a ferramenta `google_search` no lugar de `google_search_retrieval`: só o "
    "Gemini 1.5 aceitava a antiga.",
    "gemini.tool_required": "Declare a ferramenta Computer Use (`types.Tool(computer_use=…)`) em `tools`, ou use outro "
    "modelo: este só funciona com ela.",
    "gemini.output_tokens": "Defina `max_output_tokens` em no mínimo 1 e no máximo o `output_token_limit` do modelo, "
    "que `client.models.get(model=…)` informa.",
    "gemini.continuation": "Envie o token de continuação da resposta na próxima chamada: o serviço não terminou a "
    "resposta.",
    "gemini.vertex_model_not_found": "Use um modelo que a Vertex AI tenha neste local (para o Live não `global`, mas "
    "por exemplo us-central1) e verifique o nome e o projeto: ele não está lá, ou o projeto não pode usá-lo.",
}
