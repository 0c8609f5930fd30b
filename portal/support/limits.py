"""What is never done as somebody else, whatever they allow.

Reading is open but for what opens, decides, signs or shows a secret. Writing is closed but for the
pages named here, so that a page that is added later is closed by itself.
"""

from django.urls import ResolverMatch

READING = {"GET", "HEAD", "OPTIONS"}
# Sign-in, roles, keys, addresses that are a secret, and codes and copies of sealed offers.
NEVER_ROOMS = {
    "people", "delegation", "roles", "calendars", "support", "audit", "signin", "review",
}  # fmt: skip
NEVER = {
    "accounts:step-up", "accounts:accept-invitation",
    "applications:receipt", "applications:receipt-pdf", "applications:change",
    "applications:export-sealed", "applications:submit", "applications:withdraw",
    "applications:confirm-again", "calls:keys", "calls:choose-holders", "calls:try-share",
    "calls:add-deputy", "calls:renew-shares", "calls:let-go",
}  # fmt: skip
# Work that can be undone: a draft offer, and a draft call.
WRITING = {
    "applications:section", "applications:autosave", "applications:attach", "applications:detach",
    "applications:reuse-file", "applications:begin-upload", "applications:upload",
    "applications:finish-upload", "applications:give-up-upload", "applications:marks",
    "calls:edit-basics", "calls:edit-eligibility", "calls:edit-themes", "calls:edit-section",
    "calls:edit-phases", "calls:edit-prizes", "calls:edit-round", "calls:edit-criteria",
    "calls:edit-knockouts", "calls:form-section", "calls:form-question",
    "calls:form-add-section", "calls:form-add-question", "calls:form-act", "set_language",
}  # fmt: skip


def is_allowed(match: ResolverMatch, path: str, method: str, *, may_write: bool) -> bool:
    """Whether a page is open to support staff who act as somebody."""
    rooms = set(match.namespaces)
    asks_code = getattr(match.func, "asks_step_up", False)
    if asks_code or rooms & NEVER_ROOMS or match.view_name in NEVER or path.startswith("/account/"):
        return False
    return method in READING or (may_write and match.view_name in WRITING)
