"""TLS as old servers speak it: each host gets what it needs and no other gets it; verification is never off."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from tests.collect.loopback import Loopback, http

from yinuo.collect.archive import Archive
from yinuo.collect.fetch import Client, Rules
from yinuo.collect.hosts import HOSTS, HostSettings, settings_for
from yinuo.collect.tls import context_for
from yinuo.errors import Unreachable

OLD, OTHER = "old.example.tw", "other.example.tw"
HOST_TABLE = {OLD: HostSettings(legacy_renegotiation=True, security_level=1, lax_chain=True)}
RULES = Rules(pace=0.0, tries=2, backoff=0.0, hosts=HOST_TABLE)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trust(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def fetched(archive: Archive, address: str, trust: Path | None) -> bytes:
    with Client(archive, rules=RULES, allow_private=True, trust=trust, resolve=here) as client:
        return archive.body(client.get(address).sha256)


def failure(archive: Archive, address: str, trust: Path | None) -> str:
    with pytest.raises(Unreachable) as caught:
        fetched(archive, address, trust)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_trusted_certificate_of_the_right_name_is_accepted(
    archive: Archive, authority: trustme.CA, trust: Path
) -> None:
    with Loopback(serving(authority.issue_cert(OTHER))) as server:
        server.on("/", http(b"{}"))
        assert fetched(archive, server.url("/", host=OTHER), trust) == b"{}"


@pytest.mark.parametrize("host", [OLD, OTHER])
def test_verification_is_never_off(archive: Archive, authority: trustme.CA, trust: Path, host: str) -> None:
    """Not for an unknown authority, not for another name, not for a certificate of yesterday; not for an old host."""
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    for certificate, trusted in (
        (authority.issue_cert(host), None),
        (authority.issue_cert("wrong.example.tw"), trust),
        (authority.issue_cert(host, not_after=past, not_before=past - dt.timedelta(days=9)), trust),
    ):
        with Loopback(serving(certificate)) as server:
            server.on("/", http(b"{}"))
            assert "TLS failed" in failure(archive, server.url("/", host=host), trusted)
            assert server.asked == []


def weak_server(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server whose key has 1,024 bits, as OpenSSL's level 2 refuses; and the certificate to trust."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=1024)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OLD)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(OLD), x509.DNSName(OTHER)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "weak.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = folder / "weak.key"
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*kinds))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(pem, secret)
    return context, pem


def test_a_weak_key_is_met_only_where_the_table_names_the_host(archive: Archive, tmp_path: Path) -> None:
    context, pem = weak_server(tmp_path)
    with Loopback(context) as server:
        server.on("/", http(b"{}"))
        assert fetched(archive, server.url("/", host=OLD), pem) == b"{}"
        assert "TLS failed" in failure(archive, server.url("/", host=OTHER), pem)
        assert len(server.asked) == 1


def server_hello_without_rfc_5746() -> bytes:
    """The first words of a TLS 1.2 server that never heard of secure renegotiation: no extensions at all."""
    hello = b"\x03\x03" + bytes(range(32)) + b"\x00" + b"\xc0\x2f" + b"\x00"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return b"\x16\x03\x03" + len(handshake).to_bytes(2, "big") + handshake


@pytest.fixture
def legacy() -> Iterator[int]:
    """The port of such a server, which hangs up after its first words."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.recv(65_536)
                    connection.sendall(server_hello_without_rfc_5746())

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


def test_an_old_handshake_goes_on_only_where_the_table_names_the_host(archive: Archive, legacy: int) -> None:
    assert "renegotiation" in failure(archive, f"https://{OTHER}:{legacy}/", None)
    assert "renegotiation" not in failure(archive, f"https://{OLD}:{legacy}/", None)


def test_the_real_table_eases_nothing_for_the_rest_of_the_world() -> None:
    for host in ("www.example.tw", "ly.gov.tw.example.com", "evil-data.ly.gov.tw.example", "gov.tw.example"):
        assert settings_for(host) == HostSettings()
    assert settings_for("data.ly.gov.tw").legacy_renegotiation
    assert [host for host, settings in HOSTS.items() if settings.legacy_renegotiation] == ["data.ly.gov.tw"]
    assert settings_for("www.mofa.gov.tw") == HostSettings(lax_chain=True)
    for settings in (*HOSTS.values(), HostSettings()):
        context = context_for(settings)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert bool(context.options & 0x4) is settings.legacy_renegotiation
