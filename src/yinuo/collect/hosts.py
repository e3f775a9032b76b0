"""What single hosts need: their own TLS settings, their own pace. Verification is never off.

The table is keyed by host or by a suffix with a leading dot; the longest match wins. Every setting names
what was seen to need it, and holds for that host alone: all others get the defaults of OpenSSL and Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["HOSTS", "HostSettings", "settings_for"]


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What one host needs.

    ``legacy_renegotiation``: its TLS server does not know RFC 5746, so that OpenSSL 3 refuses it otherwise.
    ``security_level``: OpenSSL's level for keys and signatures, where the default of 2 is too much for it.
    ``lax_chain``: its certificates follow the older X.509 profile that Python 3.13 and later refuse
    (``VERIFY_X509_STRICT``); chain, name and dates are still verified.
    ``ipv4``: its IPv6 addresses stall. ``pace``: seconds between requests. ``referer``: sent with each request.
    """

    legacy_renegotiation: bool = False
    security_level: int | None = None
    lax_chain: bool = False
    ipv4: bool = False
    pace: float | None = None
    referer: str | None = None


_PPG: Final = HostSettings(lax_chain=True, ipv4=True, pace=1.0, referer="https://ppg.ly.gov.tw/")

HOSTS: Final[Mapping[str, HostSettings]] = {
    # «unsafe legacy renegotiation disabled» with OpenSSL 3, as several crawlers of this host report;
    # one of them needed security level 1 as well. IPv6 stalls.
    "data.ly.gov.tw": HostSettings(legacy_renegotiation=True, security_level=1, lax_chain=True, ipv4=True, pace=1.0),
    # Crawlers in use keep at least a second between requests here and name the site as referer.
    "ppg.ly.gov.tw": _PPG,
    "lci.ly.gov.tw": _PPG,
    # Rate limit unpublished; clients in use wait 1.2 s.
    "ly.govapi.tw": HostSettings(pace=1.2),
    ".ly.govapi.tw": HostSettings(pace=1.2),
    # Chains of TWCA and GRCA may be refused by the strict profile of Python 3.13 (psf/requests issue 6945).
    ".gov.tw": HostSettings(lax_chain=True),
}


def settings_for(host: str, hosts: Mapping[str, HostSettings] = HOSTS) -> HostSettings:
    """The settings of a host: its own, else those of its longest suffix, else the defaults.

    >>> settings_for("data.ly.gov.tw").legacy_renegotiation, settings_for("www.ey.gov.tw").legacy_renegotiation
    (True, False)
    """
    if host in hosts:
        return hosts[host]
    labels = host.split(".")
    for start in range(1, len(labels)):
        if (suffix := "." + ".".join(labels[start:])) in hosts:
            return hosts[suffix]
    return HostSettings()
