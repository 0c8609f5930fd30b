"""What the application's database role may do: read and write rows, and only add to some tables.

The same list makes the triggers of the migrations and the privileges of `prepare_database`, so a
row that tells what happened is guarded twice (security.md, ASVS 16.4.2).
"""

from django.conf import settings
from django.db import connections

APPEND_ONLY = (
    "audit_auditevent",
    "audit_auditlink",
    "audit_auditcheckpoint",
    "applications_closing",
    "applications_submission",
    "applications_submissionfile",
    "applications_withdrawal",
    "applications_refusedattempt",
    "refusals_refusalproof",
    "confirming_confirmation",
    "assessment_ranking",
    "assessment_rankingrow",
    "line_linemove",
    "minutes_minutessignature",
    "calls_callversion",
    "advice_consideration",
    "advice_justification",
    "advice_advicemessage",
    "negotiation_talk",
    "sme_smetest",
    "opendata_release",
    "timing_stagenorm",
    "reports_report",
    "reports_publication",
)


def append_only_trigger(table: str) -> str:
    """SQL that refuses every change of a row that is there."""
    return f"""
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """


def grant_to_application() -> None:
    """Give the application's role its rights on every table there is, and no more."""
    role = connections["owner"].ops.quote_name(settings.DATABASES["default"]["USER"])
    if settings.DATABASES["default"]["USER"] == settings.DATABASES["owner"]["USER"]:
        return  # one role for both: `check --deploy` says so
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in APPEND_ONLY:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
        for table in ("django_migrations", *(["portal_clock"] if settings.CLOCK_MOVES else [])):
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}")
