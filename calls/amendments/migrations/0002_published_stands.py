from django.db import migrations

# What was published, or let go, is the history of the call: its row does not change any more.
STANDS = """
CREATE FUNCTION amendments_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('published', 'dropped') THEN
        RAISE EXCEPTION 'an amendment that is % stays as it is', OLD.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER amendments_amendment_stands BEFORE UPDATE OR DELETE ON amendments_amendment
    FOR EACH ROW EXECUTE FUNCTION amendments_stand();
"""


class Migration(migrations.Migration):
    """A published amendment stays as it was published."""

    dependencies = [("amendments", "0001_initial")]
    operations = [migrations.RunSQL(STANDS, "DROP FUNCTION amendments_stand CASCADE")]
