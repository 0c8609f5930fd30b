"""What an amendment changes, as a part of the terms in their own words, and the terms after it.

A patch holds title, title_en, summary, `sections` {code: {"title", "text"}} and `phases`
{code: {field: value}} with the field names of calls/versions.py. Only what differs is kept.
Documents are rows of their own (AmendedDocument).
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from calls.amendments.models import AmendedDocument
from portal.files.store import content_sha256_of

Terms = dict[str, Any]
OWN = ("title", "title_en", "summary")
PHASE_FIELDS = (
    "opens_at", "closes_at", "cap_incl_vat", "pots", "planned_awards", "scale", "budget_walk",
    "criteria", "form",
)  # fmt: skip


def phase_code(phase: Mapping[str, Any]) -> str:
    """By what the terms name a phase; those frozen before phases had codes name the kind."""
    return str(phase.get("code") or phase["kind"])


def phases_by_code(terms: Terms) -> dict[str, dict[str, Any]]:
    """The phases of the terms in their order."""
    return {phase_code(phase): phase for phase in terms.get("phases", [])}


def sections_by_code(terms: Terms) -> dict[str, dict[str, Any]]:
    """The texts of the terms in their order."""
    return {section["code"]: section for section in terms.get("sections", [])}


def merged(patch: Mapping[str, Any], part: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """The patch with this part laid over it, without what the terms say already."""
    after = proposed_terms(proposed_terms(terms, patch), part)
    return difference(terms, after)


def proposed_terms(
    terms: Terms, patch: Mapping[str, Any], documents: Iterable[AmendedDocument] = ()
) -> Terms:
    """The terms as they will read; `terms` itself is not touched."""
    after = deepcopy(terms)
    for name in OWN:
        if name in patch:
            after[name] = patch[name]
    for section in after.get("sections", []):
        section.update(patch.get("sections", {}).get(section["code"], {}))
    for phase in after.get("phases", []):
        phase.update(deepcopy(patch.get("phases", {}).get(phase_code(phase), {})))
    _change_documents(after, documents)
    return after


def difference(before: Terms, after: Terms) -> dict[str, Any]:
    """The patch that leads from one to the other."""
    patch: dict[str, Any] = {
        name: after[name] for name in OWN if after.get(name) != before.get(name)
    }
    was = sections_by_code(before)
    sections = {
        code: {name: section[name] for name in ("title", "text")}
        for code, section in sections_by_code(after).items()
        if section != was.get(code)
    }
    stood = phases_by_code(before)
    phases = {
        code: {
            name: phase[name]
            for name in PHASE_FIELDS
            if phase.get(name) != stood.get(code, {}).get(name)
        }
        for code, phase in phases_by_code(after).items()
    }
    phases = {code: fields for code, fields in phases.items() if fields}
    return {
        **patch,
        **({"sections": sections} if sections else {}),
        **({"phases": phases} if phases else {}),
    }


def _change_documents(terms: Terms, documents: Iterable[AmendedDocument]) -> None:
    """Replaced and dropped documents go, what comes in their place stands at the end."""
    for change in documents:
        if change.replaces is not None:
            gone = content_sha256_of(change.replaces.file).hex()
            terms["documents"] = [
                entry
                for entry in terms["documents"]
                if (entry["sha256"], entry["title"]) != (gone, change.replaces.title)
            ]
        if change.file is not None:
            sha256 = content_sha256_of(change.file).hex()
            entry = {"kind": change.kind, "title": change.title, "sha256": sha256}
            terms["documents"].append(entry)
