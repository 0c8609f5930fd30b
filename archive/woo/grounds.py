"""Why something is not disclosed: the Procurement Act first, then Woo, articles 5.1 and 5.2."""

from django.utils.translation import gettext_lazy as _

AW = "aw-2.57"  # prevails over the Woo: it stands in the annex to article 8.8

GROUNDS = {
    AW: _("told in confidence by a company, or harmful to competition (Procurement Act, 2.57)"),
    "5.1.1.a": _("unity of the Crown (5.1(1)(a))"),
    "5.1.1.b": _("security of the State (5.1(1)(b))"),
    "5.1.1.c": _("business and manufacturing data given in confidence (5.1(1)(c))"),
    "5.1.1.d": _("special personal data (5.1(1)(d))"),
    "5.1.1.e": _("numbers that identify a person (5.1(1)(e))"),
    "5.1.2.a": _("relations with other countries (5.1(2)(a))"),
    "5.1.2.b": _("economic or financial interests of government (5.1(2)(b))"),
    "5.1.2.c": _("tracing and prosecuting crimes (5.1(2)(c))"),
    "5.1.2.d": _("inspection and supervision (5.1(2)(d))"),
    "5.1.2.e": _("privacy (5.1(2)(e))"),
    "5.1.2.f": _("other business and manufacturing data that matter to competition (5.1(2)(f))"),
    "5.1.2.g": _("protection of the environment (5.1(2)(g))"),
    "5.1.2.h": _("security of people and buildings, preventing sabotage (5.1(2)(h))"),
    "5.1.2.i": _("the working of government (5.1(2)(i))"),
    "5.1.5": _("another interest that would be harmed out of proportion (5.1(5))"),
    "5.2": _("personal views in papers for internal talks (5.2)"),
}  # fmt: skip
