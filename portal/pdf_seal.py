"""The seal of the authority's portal on a PDF: a PAdES signature, where a certificate is set.

The field of the signature stands in the document before it is signed, labelled and tagged: else
the seal would take the document out of PDF/UA.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings

FIELD = "Zegel"
PRINT_LOCKED = 132  # flags of an annotation: printed, and not moved


class SealUnusable(Exception):
    """The certificate that is set cannot be read, with this password or at all."""


def is_configured() -> bool:
    """Whether documents are sealed at all."""
    return bool(settings.PDF_SEAL_FILE)


def sealed(content: bytes) -> bytes:
    """The document with the seal; as it is where no certificate is set. Raises SealUnusable."""
    if not is_configured():
        return content
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415  slow to load
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(BytesIO(_with_field(content)))
    target = BytesIO()
    signers.sign_pdf(writer, meta, signer=signer(), output=target)
    return target.getvalue()


def signer() -> Any:
    """The key and certificate that are set, loaded once for each process. Raises SealUnusable."""
    return _load(settings.PDF_SEAL_FILE, settings.PDF_SEAL_PASSWORD)


@lru_cache(maxsize=1)
def _load(path: str, password: str) -> Any:
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SealUnusable(f"{path}: {error.strerror}") from error
    try:
        return SimpleSigner.load_pkcs12_data(data, [], passphrase=password.encode())
    except ValueError as error:
        raise SealUnusable(f"{path}: no PKCS#12 file, or another password") from error


def _with_field(content: bytes) -> bytes:
    """The document with an empty signature field, that has a label and a place in the tags."""
    with pikepdf.open(BytesIO(content)) as document:
        page = document.pages[-1].obj
        tree = document.Root.StructTreeRoot
        numbers = tree.ParentTree.Nums
        key = max((int(number) for number in list(numbers)[::2]), default=-1) + 1
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=FIELD,
                TU="Zegel",
                F=PRINT_LOCKED,
                Rect=pikepdf.Array([0, 0, 0, 0]),
                P=page,
                StructParent=key,
            )
        )
        whole = tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K
        element = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem,
                S=pikepdf.Name.Form,
                P=whole,
                K=pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=field, Pg=page),
            )
        )
        whole.K = pikepdf.Array([*_as_list(whole.get("/K")), element])
        tree.ParentTree.Nums = pikepdf.Array([*list(numbers), key, element])
        tree.ParentTreeNextKey = key + 1
        page.Annots = pikepdf.Array([*_as_list(page.get("/Annots")), field])
        page.Tabs = pikepdf.Name.S
        document.Root.AcroForm = document.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        )
        target = BytesIO()
        document.save(target)
        return target.getvalue()


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
