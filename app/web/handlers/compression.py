"""Whether a client takes a compressed answer."""

from aiohttp import web


def takes_gzip(request: web.Request) -> bool:
    """Whether the client takes gzip (RFC 9110, section 12.5.3: a weight of 0 means no)."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
