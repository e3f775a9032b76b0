"""Where the client goes: http(s), a public host, a usual port; everything else is refused by name.

A name is looked up once for each connection, and the connection goes to the very address that was
checked, so that no second look-up can lead elsewhere.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from typing import Final

import httpx

from yinuo.errors import AddressRefused

__all__ = ["Resolve", "is_public", "key_of", "look_up", "read_address", "refuse_private"]

Resolve = Callable[[str, int], Sequence[str]]

_HOST: Final = re.compile(rb"[a-z0-9._:-]{1,253}")
_LENGTH_CAP: Final = 8_000
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_CHECK: Final = "請檢查位址（check the address）"


def key_of(address: str) -> str:
    """The address as the archive keeps it: no blanks around it, no fragment."""
    return address.strip().partition("#")[0]


def read_address(address: str) -> httpx.URL:
    """Read an address and refuse what is no plain http(s) one.

    Reads «https://www.example.tw/news?id=7»; refuses «file:///etc/hosts», «https://me:secret@www.example.tw/»,
    «http://www.example.tw:22/».

    Raises:
        AddressRefused: with the reason.
    """
    shown = address[:200]
    if len(address) > _LENGTH_CAP:
        raise AddressRefused("位址過長（the address is too long）", where=shown, remedy=_CHECK)
    try:
        url = httpx.URL(address)
        host, port = url.host, url.port
    except (httpx.InvalidURL, UnicodeError, ValueError) as fault:
        raise AddressRefused(f"位址無法解讀（not an address: {fault}）", where=shown, remedy=_CHECK) from fault
    if url.scheme not in ("http", "https") or not host:
        raise AddressRefused("只收 http 與 https 位址（only http and https addresses）", where=shown, remedy=_CHECK)
    if not _HOST.fullmatch(url.raw_host):
        raise AddressRefused("主機名稱無法解讀（not a host name）", where=shown, remedy=_CHECK)
    if url.userinfo:
        raise AddressRefused(
            "位址裡有帳號密碼（a name and password in the address）",
            where=f"{url.scheme}://…@{host}",
            remedy="請移除（remove them）",
        )
    if port is not None and port < 1024 and port not in (80, 443):
        raise AddressRefused(f"不連這個埠（not a port of web servers）：{port}", where=shown, remedy=_CHECK)
    return url


def look_up(host: str, port: int) -> Sequence[str]:
    """The numeric addresses of a host, as the system's resolver gives them.

    Raises:
        OSError: there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(numeric: str) -> bool:
    """Whether a numeric address lies on the public internet; one wrapped in IPv6 is judged by what is in it.

    >>> is_public("8.8.8.8"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(numeric.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def refuse_private(host: str, numeric: Sequence[str]) -> list[str]:
    """The public ones of a host's addresses.

    Raises:
        AddressRefused: there is none.
    """
    public = [one for one in numeric if is_public(one)]
    if not public:
        raise AddressRefused(
            f"{host} 是內部網路位址（a private address: {', '.join(numeric[:3])}）",
            remedy="確定要連時請加 --allow-private（give --allow-private if it is meant）",
        )
    return public
