"""What clients show to a Kafka broker: to aiokafka as settings, to Faust as credentials."""

from __future__ import annotations

from typing import Any

from faust.auth import SASLCredentials, SSLCredentials

from agents.transport.kafka_clients import Server
from monitor.config.kafka import Access


def server(url: str, access: Access) -> Server:
    """Give a broker together with what is shown to it."""
    settings = access.settings
    security: dict[str, Any] = {"security_protocol": settings.security_protocol}
    if settings.uses_tls:
        security["ssl_context"] = access.tls
    if settings.uses_sasl:
        security |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.username,
            "sasl_plain_password": access.password,
        }

    return Server(url, security)


def credentials(access: Access) -> Any:
    """Give Faust's credentials, None where the broker asks for nothing."""
    settings = access.settings
    if settings.uses_sasl:
        return SASLCredentials(
            username=settings.username,
            password=access.password,
            ssl_context=access.tls,
            mechanism=settings.sasl_mechanism,
        )

    return SSLCredentials(access.tls) if settings.uses_tls else None
