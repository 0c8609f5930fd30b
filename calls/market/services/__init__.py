"""Writes on consultations that change no state."""

from calls.market.services.consultations import (
    add_document,
    draft_consultation,
    extend_consultation,
    invite,
    link_call,
    plan_meeting,
    remove_document,
    take_part,
    update_consultation,
)
from calls.market.services.contributions import contribute, write_report

__all__ = [
    "add_document",
    "contribute",
    "draft_consultation",
    "extend_consultation",
    "invite",
    "link_call",
    "plan_meeting",
    "remove_document",
    "take_part",
    "update_consultation",
    "write_report",
]
