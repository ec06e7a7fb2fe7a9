"""What to do about failures without an answer, by the cause's id, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "network.tls_untrusted": "Передайте клиенту корневой сертификат вашего прокси или компании (SSL_CERT_FILE); "
    "кто что подписал, покажет `openssl s_client -connect HOST:443 -showcerts`.",
    "network.tls_failed": "Проверьте прокси, межсетевой экран и VPN по пути к хосту и порту (кто отвечает, "
    "покажет `openssl s_client -connect HOST:443`): рукопожатие TLS прервано.",
    "network.dns": "Проверьте имя хоста в базовом URL и DNS этой машины (`getent hosts HOST`): имя не разрешается.",
    "network.connect_timeout": "Откройте в межсетевом экране и VPN путь к хосту и порту базового URL (проверка: "
    "`curl -v`): на соединение никто не отвечает.",
    "network.tls_not_spoken": "Исправьте порт или схему (`https://` в базовом URL, `http://` в HTTPS_PROXY): тот, "
    "кто там слушает, не поддерживает TLS.",
    "network.tls_settings": "Обновите OpenSSL, а также прокси или шлюз по пути, чтобы у обеих сторон нашлись "
    "общая версия TLS и общие шифры: что предлагает другая сторона, покажет `openssl s_client -connect HOST:443`.",
    "network.refused": "Проверьте хост и порт базового URL и прокси (HTTPS_PROXY): там никто не слушает.",
    "network.unreachable": "Проверьте сеть этой машины, VPN и маршруты IPv6: пути до хоста нет.",
    "network.proxy": "Проверьте хост, порт и логин в HTTPS_PROXY и попросите администратора прокси разрешить хост "
    "API: прокси отказал в соединении.",
    "network.stream_cut": "Повторите и проверьте прокси, которые закрывают долгие соединения: ответ оборвался, не "
    "дойдя до конца.",
    "network.reset": "Повторите и проверьте межсетевые экраны и прокси по пути: соединение сброшено.",
    "network.connect_failed": "Проверьте базовый URL, DNS, прокси и межсетевой экран: соединение с хостом не "
    "установлено.",
    "network.read_timeout": "Увеличьте таймаут чтения клиента или получайте ответ потоком: сервис отвечал дольше, "
    "чем ждёт клиент.",
    "network.write_timeout": "Увеличьте таймаут записи клиента или уменьшите запрос: отправка заняла слишком "
    "много времени.",
    "network.pool_timeout": "Увеличьте лимиты соединений клиента или выполняйте меньше вызовов одновременно: все "
    "соединения пула были заняты.",
    "network.timeout": "Увеличьте таймаут клиента или сократите задачу: вызов длился дольше, чем ждёт клиент.",
    "network.live_handshake": "Проверьте базовый URL и пропускают ли WebSocket прокси по пути: на рукопожатие не "
    "ответил Live API.",
    "network.unusable_stream": "Сделайте тот же вызов без потоковой передачи и прочитайте, что он вернёт: вместо "
    "запрошенного потока событий пришёл JSON.",
    "network.unparsable": "Вызовите базовый URL с этого хоста через `curl -i` и посмотрите, кто отвечает: вместо "
    "JSON от сервиса или прокси перед ним пришла страница или испорченный текст.",
    "network.transport": "Повторите и посмотрите в тексте исключения, что оборвалось между этой машиной и сервисом.",
    "network.tls_expired": "Проверьте сначала часы этой машины, а затем — чей сертификат истёк (`openssl s_client "
    "-connect HOST:443 | openssl x509 -noout -dates`): хоста, прокси или из вашего набора CA.",
    "network.tls_hostname": "Исправьте хост в базовом URL или прокси, который отвечает за него: сертификат выдан "
    "на другое имя (`openssl s_client -connect HOST:443 | openssl x509 -noout -ext subjectAltName`).",
    "network.tls_client_refused": "Отправьте клиентский сертификат, которому доверяет другая сторона и который не "
    "истёк (`openssl x509 -in cert.pem -noout -issuer -dates`): отправленный отвергнут, или его не было.",
    "network.tls_client_refused@gigachat": "Передайте выданный Сбером клиентский сертификат в `cert_file` и его "
    "ключ в `key_file` (`openssl x509 -in cert.pem -noout -issuer -dates`): отправленный сервис отверг, или его не "
    "было.",
    "client.tls_key_pair": "Передайте сертификат и закрытый ключ из одной пары: `openssl x509 -in cert.pem -noout "
    "-pubkey` и `openssl pkey -in key.pem -pubout` должны выводить одно и то же.",
    "client.tls_key_pair@gigachat": "Передайте `cert_file` и `key_file` из одной пары: `openssl x509 -in cert.pem "
    "-noout -pubkey` и `openssl pkey -in key.pem -pubout` должны выводить одно и то же.",
    "client.tls_password": "Передайте пароль закрытого ключа или снимите его командой `openssl pkey -in key.pem "
    "-out plain.pem`: этот ключ не открывает.",
    "client.tls_password@gigachat": "Передайте пароль закрытого ключа в `key_file_password` или снимите его "
    "командой `openssl pkey -in key.pem -out plain.pem`: этот ключ не открывает.",
    "client.tls_file": "Замените сертификат, ключ или набор CA на такой, который читает `openssl x509 -in FILE "
    "-noout -subject`: нужен целый файл PEM по указанному пути.",
    "network.tls_untrusted@gigachat": "Передайте корневой сертификат НУЦ Минцифры (Russian Trusted Root CA) в "
    "`ca_bundle_file` (GIGACHAT_CA_BUNDLE_FILE), а за прокси — его собственный корневой: подписавшему сертификат "
    "здесь не доверяют.",
    "network.tls_untrusted_grpc": "Передайте gRPC корневой сертификат вашего прокси или компании "
    "(GRPC_DEFAULT_SSL_ROOTS_FILE_PATH или `ssl_channel_credentials`): SSL_CERT_FILE он не читает.",
    "network.tls_untrusted_grpc@gigachat": "Передайте корневой сертификат НУЦ Минцифры (Russian Trusted Root CA) "
    "в `grpc.ssl_channel_credentials` или укажите его файл в GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: SSL_CERT_FILE gRPC "
    "не читает.",
    "network.connect_timeout@gigachat": "Откройте в межсетевом экране и VPN порт 443 и порт 9443 для токенов "
    "(ngw.devices.sberbank.ru): на соединение никто не отвечает.",
}
