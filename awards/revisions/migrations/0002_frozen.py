from django.db import migrations

FREEZE = """
CREATE FUNCTION refuse_change_of_reinstatement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'proposed' AND (
        TG_OP = 'DELETE' OR OLD.opened_at IS NOT NULL
        OR to_jsonb(NEW) - 'opened_at' IS DISTINCT FROM to_jsonb(OLD) - 'opened_at'
    ) THEN
        RAISE EXCEPTION 'what was judged does not change; its letter is only opened, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER revisions_reinstatement_frozen BEFORE UPDATE OR DELETE ON revisions_reinstatement
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_reinstatement();
"""
THAW = """
DROP TRIGGER revisions_reinstatement_frozen ON revisions_reinstatement;
DROP FUNCTION refuse_change_of_reinstatement();
"""


class Migration(migrations.Migration):
    """An award after the letters stays as it was approved, as the first decision does."""

    dependencies = [("revisions", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
