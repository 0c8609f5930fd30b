"""The seal: a PAdES signature that a reader can check, on a document that stays accessible."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from weasyprint import HTML

from portal import pdf, pdf_seal
from portal.checks import seal_can_be_used
from tests.portal.pdf_checks import archive_faults, faults_of

PASSWORD = "geheim-zegel"
LETTER = {"sender": {"name": "Rijkswaterstaat", "lines": ["Innovatie"]}, "title": "Brief"}


def certificate(folder: Path) -> Path:
    """A certificate of our own making, as PKCS#12, with its public half beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zegel van de test")])
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"], False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=400))
        .not_valid_after(datetime.now(UTC) + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    sealed = pkcs12.serialize_key_and_certificates(
        b"zegel", key, made, None, BestAvailableEncryption(PASSWORD.encode())
    )
    (folder / "zegel.p12").write_bytes(sealed)
    (folder / "zegel.crt").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "zegel.p12"


@pytest.fixture
def seal(tmp_path: Path, settings) -> Path:
    settings.PDF_SEAL_FILE = str(certificate(tmp_path))
    settings.PDF_SEAL_PASSWORD = PASSWORD
    return tmp_path / "zegel.crt"


def letter() -> bytes:
    return pdf.render("pdf/standard_contract.html", LETTER, "nl")


def verdict(content: bytes, trusted: Path):
    (signature,) = PdfFileReader(BytesIO(content)).embedded_signatures
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(trusted))])
    return validate_pdf_signature(signature, context)


def test_sealed_document_is_valid_and_stays_archivable_and_accessible(
    seal: Path, tmp_path: Path
) -> None:
    """REQ-20, REQ-25: a seal takes nothing away."""
    content = pdf_seal.sealed(letter())
    status = verdict(content, seal)
    assert status.valid
    assert status.intact
    assert status.trusted
    assert faults_of(content, tmp_path) == []
    assert "Rijkswaterstaat" in pdf.text_of(content)


def test_changed_document_is_seen(seal: Path) -> None:
    content = bytearray(pdf_seal.sealed(letter()))
    place = content.index(b"/Lang")
    content[place + 1 : place + 5] = b"Bang"
    assert not verdict(bytes(content), seal).intact


def test_without_a_certificate_nothing_is_sealed(settings) -> None:
    settings.PDF_SEAL_FILE = ""
    content = letter()
    assert pdf_seal.sealed(content) == content
    assert seal_can_be_used(None) == []


def test_certificate_with_another_password_is_named_before_it_is_needed(
    seal: Path, settings
) -> None:
    assert seal_can_be_used(None) == []
    settings.PDF_SEAL_PASSWORD = "anders"
    assert [error.id for error in seal_can_be_used(None)] == ["portal.E003"]
    settings.PDF_SEAL_FILE = str(seal.with_name("er-is-niets.p12"))
    assert [error.id for error in seal_can_be_used(None)] == ["portal.E003"]


def test_document_that_is_not_for_the_archive_is_seen(seal: Path) -> None:
    """The control of the check itself: without its marker a document fails."""
    content = letter()
    assert archive_faults(content) == []
    assert archive_faults(HTML(string="<p>x</p>").write_pdf(pdf_variant="pdf/ua-1"))
