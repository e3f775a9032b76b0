"""TLS for one host: the system's trust, verification always on, old servers met only where the table names them."""

import os
import ssl
from pathlib import Path
from typing import Final

import certifi

from yinuo.collect.hosts import HostSettings

__all__ = ["context_for"]

# Python 3.12 gives it a name; the number is OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT.
_LEGACY_SERVER_CONNECT: Final = int(getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4))


def context_for(settings: HostSettings, trust: Path | None = None) -> ssl.SSLContext:
    """The TLS context of one host.

    Args:
        settings: what this host needs beyond the defaults.
        trust: certificates (PEM) of an authority to trust besides the usual ones.

    Returns:
        a context that verifies the chain and the name: the trust of the system and of Mozilla; of
        ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` alone where one of them is set.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")):
        context.load_verify_locations(certifi.where())
    if trust is not None:
        context.load_verify_locations(trust)
    if settings.legacy_renegotiation:
        context.options |= _LEGACY_SERVER_CONNECT
    if settings.security_level is not None:
        context.set_ciphers(f"DEFAULT@SECLEVEL={settings.security_level}")
    if settings.lax_chain:
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
