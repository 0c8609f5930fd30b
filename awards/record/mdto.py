"""Metadata of an archive package as the National Archive wants it: MDTO 1.0.1 (REQ-25).

One file describes the record of the call as an `informatieobject`, and one stands beside each file
as a `bestand` that represents it. The order of the elements is that of the schema.
"""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from awards.kept import AWARD_YEARS
from awards.record.models import Package

NAMESPACE = "https://www.nationaalarchief.nl/mdto"
SCHEMA = f"{NAMESPACE} https://www.nationaalarchief.nl/mdto/MDTO-XML1.0.1.xsd"
LISTS = "MDTO begrippenlijst"
FORMATS = {"pdf": "PDF", "json": "JSON", "csv": "CSV", "zip": "ZIP", "docx": "DOCX", "xlsx": "XLSX"}


def of_record(package: Package) -> bytes:
    """The record of the call: whose it is, how long it is kept, who may use it."""
    call = package.call
    root, thing = _document("informatieobject")
    _identified(thing, str(package), call.contracting_authority.name)
    _text(thing, "naam", f"{call.reference} {call.title}")
    _term(thing, "aggregatieniveau", "Dossier", "aggregatieniveaus")
    _text(thing, "taal", "nld")
    _term(thing, "waardering", "Tijdelijk te bewaren", "waarderingen", code="V")
    kept = ET.SubElement(thing, "bewaartermijn")
    _text(kept, "termijnTriggerStartLooptijd", "einde van het contract, of anders het besluit")
    _text(kept, "termijnLooptijd", f"P{AWARD_YEARS}Y")
    _named(thing, "archiefvormer", call.contracting_authority.name)
    limit = ET.SubElement(thing, "beperkingGebruik")
    _term(limit, "beperkingGebruikType", "Bedrijfsgeheimen van inschrijvers", "beperkingen")
    _text(
        limit,
        "beperkingGebruikNadereBeschrijving",
        "Aanbestedingswet 2012, artikel 2.57; Woo, artikel 5.1, eerste lid, onder c.",
    )
    return _written(root)


def of_file(package: Package, line: dict[str, Any], at: datetime) -> bytes:
    """One file, by its line of the manifest: size, format, and SHA-256 as it was at a moment."""
    root, thing = _document("bestand")
    _identified(thing, f"{package}/{line['path']}", package.call.contracting_authority.name)
    _text(thing, "naam", line["path"].rpartition("/")[2])
    _text(thing, "omvang", str(line["bytes"]))
    ending = line["path"].rpartition(".")[2].lower()
    label = "PDF/A-3a" if line["pdf_a"] else FORMATS.get(ending, ending.upper())
    _term(thing, "bestandsformaat", label, "bestandsformaten")
    check = ET.SubElement(thing, "checksum")
    _term(check, "checksumAlgoritme", "SHA-256", "checksumalgoritmen")
    _text(check, "checksumWaarde", line["sha256"])
    _text(check, "checksumDatum", at.isoformat())
    shown = _named(thing, "isRepresentatieVan", f"{package.call.reference} {package.call.title}")
    _identified(
        shown, str(package), package.call.contracting_authority.name, "verwijzingIdentificatie"
    )
    return _written(root)


def _document(kind: str) -> tuple[ET.Element, ET.Element]:
    root = ET.Element(
        "MDTO",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": SCHEMA,
        },
    )
    return root, ET.SubElement(root, kind)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _identified(parent: ET.Element, mark: str, source: str, name: str = "identificatie") -> None:
    element = ET.SubElement(parent, name)
    _text(element, "identificatieKenmerk", mark)
    _text(element, "identificatieBron", source)


def _named(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    _text(element, "verwijzingNaam", text)
    return element


def _term(parent: ET.Element, name: str, label: str, of: str, *, code: str = "") -> None:
    """A term, with the list that it is from."""
    element = ET.SubElement(parent, name)
    _text(element, "begripLabel", label)
    if code:
        _text(element, "begripCode", code)
    _named(element, "begripBegrippenlijst", f"{LISTS} {of}")


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
