"""Why an HTTP server elsewhere could not be reached, in words without addresses or secrets."""

import os

import aiohttp


def cause(error: Exception) -> str:
    """What kept the connection from being made, or broke it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name is not known"
    if isinstance(error, aiohttp.ClientConnectorError):
        return os.strerror(error.os_error.errno).lower() if error.os_error.errno else "no connection"
    return "the connection broke"
