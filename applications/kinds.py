"""What partners and cost lines can be, in words."""

from django.utils.translation import gettext_lazy

ROLES = {
    "lead": gettext_lazy("lead partner"),
    "partner": gettext_lazy("partner"),
    "subcontractor": gettext_lazy("subcontractor"),
}
COST_KINDS = {
    "hours": gettext_lazy("hours"),
    "materials": gettext_lazy("materials"),
    "third_parties": gettext_lazy("third parties"),
    "other": gettext_lazy("other"),
}
