"""What to do about failures before a request, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "client.cancelled": "Nada a corrigir se a própria aplicação desistiu da chamada; senão, procure o timeout ou o "
    "encerramento que a cancelou.",
    "client.model_required": "Passe `model` à chamada ou ao cliente: o SDK não tem modelo para o qual enviar a "
    "requisição.",
    "client.model_invalid": "Corrija o nome do modelo: ele não pode conter '..', '?' nem '&'.",
    "client.contents_required": "Passe `contents` não vazio: o SDK não tem o que enviar.",
    "client.mime_type": "Passe `mime_type`: o SDK não consegue deduzir o tipo do arquivo pelo nome.",
    "client.tool_failed": "Corrija a função da própria aplicação que o erro indica: ela lançou uma exceção, ou não era "
    "compatível, na chamada automática de função.",
    "client.parameter_unavailable": "Remova o parâmetro, ou alterne entre a Gemini Developer API e a Vertex AI: só uma "
    "delas o aceita.",
    "client.request_invalid": "Corrija o argumento que o erro de validação indica: o SDK recusou a requisição antes de "
    "enviá-la.",
    "client.credential_encoding": "Remova da chave quebras de linha, aspas, espaços e letras não latinas: assim ela "
    "não pode ir em um cabeçalho HTTP.",
    "client.url_invalid": "Corrija a URL base ou a URL do proxy: ela precisa de `https://` e de um host.",
    "client.closed": "Mantenha o cliente aberto, e no event loop dele, até todas as chamadas terminarem.",
    "client.file_unreadable": "Verifique o caminho e as permissões: não foi possível abrir o arquivo a enviar ou o "
    "certificado de confiança.",
    "client.dependency_missing": "Instale o pacote que o erro indica (`pip install`) no ambiente que executa a "
    "aplicação.",
    "client.no_candidate_read": "Verifique `candidates`, `prompt_feedback` e o motivo de término antes de ler o texto: "
    "a resposta não tinha nenhum candidato.",
    "client.refused": "Corrija o argumento que o texto da exceção indica: o SDK ou a aplicação recusou a chamada antes "
    "de enviar qualquer requisição.",
    "client.answer_not_json": "Tente de novo; peça JSON pelo esquema (`response_schema`, `response_format`) em vez de "
    "só pelo prompt e remova as marcas de bloco de código antes de fazer o parse: a resposta do modelo não é JSON.",
    "client.answer_off_schema": "Tente de novo; envie o esquema com a requisição (strict, com `required`) ou torne "
    "opcionais os campos ausentes: a resposta do modelo não se encaixa no modelo da aplicação.",
    "client.tool_schema": "Mude o esquema da ferramenta conforme o texto da exceção: sem Union, cada argumento de um "
    "só tipo simples e com descrição.",
    "client.grpc_message_size": "Aumente as opções de canal grpc.max_receive_message_length e "
    "grpc.max_send_message_length, ou encurte a mensagem: por padrão, o gRPC aceita 4 MB.",
    "client.grpc_metadata_size": "Encurte os metadados da chamada (token, baggage, chaves próprias), ou aumente a "
    "opção de canal grpc.max_metadata_size, 8 KB por padrão: grandes demais são os metadados, não o prompt.",
    "client.credential_encoding@gigachat": "Remova da chave de autorização (`credentials`, GIGACHAT_CREDENTIALS) "
    "quebras de linha, aspas, espaços e letras não latinas: assim ela não pode ir em um cabeçalho HTTP.",
}
