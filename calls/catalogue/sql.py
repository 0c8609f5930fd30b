"""SQL that keeps one row per call for the public list: what it is found by, and how it is sorted.

Triggers keep the rows, so nothing that writes a call has to think of them, and no list can disagree
with the call. Every text is kept in Dutch and in English: an authority writes in either, and people
search in either. `unaccent` lets a word be found with and without its accents.
"""

# Of a text; what lies beyond is not searched. PostgreSQL refuses a vector of more than 1 MB.
SEARCHED_LETTERS = 200_000
EXCERPT_LETTERS = 6000  # of the text without its Markdown: where the piece around a hit comes from

CONFIGURATIONS = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TEXT SEARCH CONFIGURATION catalogue_dutch (COPY = dutch);
ALTER TEXT SEARCH CONFIGURATION catalogue_dutch
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;
CREATE TEXT SEARCH CONFIGURATION catalogue_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION catalogue_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION catalogue_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION catalogue_plain
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""

# Title before summary before sections; reference and authority count as the title does. `heads`
# holds all but the sections: ranking reads that, and stays fast when a word stands in every call.
WORDS = rf"""
CREATE FUNCTION catalogue_both(words text, weight "char") RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('catalogue_dutch', left(words, {SEARCHED_LETTERS})), weight)
        || setweight(to_tsvector('catalogue_english', left(words, {SEARCHED_LETTERS})), weight)
$$;
CREATE FUNCTION catalogue_words(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_calllisting AS listing
    SET heads = top.words,
        words = top.words || catalogue_both(body.words, 'C'),
        heading = lower(unaccent(call.title || ' ' || call.title_en)),
        excerpt = left(
            regexp_replace(call.summary || ' ' || body.words, '[#*_>`|\s]+', ' ', 'g'),
            {EXCERPT_LETTERS})
    FROM calls_call AS call
    JOIN accounts_organisation AS authority ON authority.id = call.contracting_authority_id
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(concat_ws(': ', part ->> 'title', part ->> 'text'), ' '), '')
            AS words
        FROM jsonb_array_elements(call.sections) AS part
    ) AS body
    CROSS JOIN LATERAL (
        SELECT catalogue_both(call.title || ' ' || call.title_en, 'A')
            || setweight(to_tsvector('catalogue_plain', concat_ws(' ', call.reference,
                authority.name, call.title, call.title_en)), 'A')
            || catalogue_both(call.summary, 'B') AS words
    ) AS top
    WHERE listing.call_id = call.id AND call.id = ANY(wanted);
END $$;
"""

# plpgsql keeps the plan of a statement for the session; plain SQL would plan it for every row.
# `pending_closes_at` is the deadline of the first window whose vault was not opened yet; `stage` is
# how far the last opened phase has come. What the public is told follows from these and the clock.
FACTS = """
CREATE OR REPLACE FUNCTION catalogue_facts(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_calllisting AS listing
    SET state = call.state,
        instrument = call.instrument,
        authority_id = call.contracting_authority_id,
        region = coalesce(profile.region, ''),
        published_at = call.published_at,
        opens_at = windows.opens_at,
        closes_at = windows.closes_at,
        stage = coalesce(reached.stage, ''),
        pending_closes_at = pending.closes_at,
        budget_incl_vat = coalesce(money.together, 0)
    FROM calls_call AS call
    LEFT JOIN catalogue_callprofile AS profile ON profile.call_id = call.id
    LEFT JOIN LATERAL (
        SELECT min(opens_at) AS opens_at, max(closes_at) AS closes_at FROM calls_phase
        WHERE call_id = call.id AND entry = 'open' AND takes_offers
    ) AS windows ON true
    LEFT JOIN LATERAL (
        SELECT "order", CASE WHEN state IN ('informed', 'running', 'completed') THEN 'told'
            ELSE 'judging' END AS stage
        FROM calls_phase
        WHERE call_id = call.id AND takes_offers AND state NOT IN ('planned', 'open', 'closed')
        ORDER BY "order" DESC LIMIT 1
    ) AS reached ON true
    LEFT JOIN LATERAL (
        SELECT min(closes_at) AS closes_at FROM calls_phase
        WHERE call_id = call.id AND takes_offers AND state IN ('planned', 'open', 'closed')
            AND "order" > coalesce(reached."order", 0)
    ) AS pending ON true
    LEFT JOIN LATERAL (
        SELECT sum(pot.budget_incl_vat) AS together
        FROM calls_pot AS pot JOIN calls_phase ON calls_phase.id = pot.phase_id
        WHERE calls_phase.call_id = call.id AND takes_offers
    ) AS money ON true
    WHERE listing.call_id = call.id AND call.id = ANY(wanted)
        AND (listing.state, listing.instrument, listing.authority_id, listing.region,
            listing.published_at, listing.opens_at, listing.closes_at, listing.stage,
            listing.pending_closes_at, listing.budget_incl_vat)
        IS DISTINCT FROM (call.state, call.instrument, call.contracting_authority_id,
            coalesce(profile.region, ''), call.published_at, windows.opens_at, windows.closes_at,
            coalesce(reached.stage, ''), pending.closes_at, coalesce(money.together, 0));
END $$;
"""

NEW_ROW = "call_id, words, heads, heading, excerpt, state, instrument, authority_id, region, stage"
TRIGGERS = f"""
CREATE FUNCTION catalogue_call_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalogue_calllisting ({NEW_ROW}, budget_incl_vat)
        VALUES (NEW.id, '', '', '', '', NEW.state, NEW.instrument, NEW.contracting_authority_id,
            '', '', 0);
    END IF;
    IF TG_OP = 'INSERT' OR (OLD.title, OLD.title_en, OLD.summary, OLD.sections, OLD.reference,
            OLD.contracting_authority_id) IS DISTINCT FROM (NEW.title, NEW.title_en, NEW.summary,
            NEW.sections, NEW.reference, NEW.contracting_authority_id) THEN
        PERFORM catalogue_words(ARRAY[NEW.id]);
    END IF;
    PERFORM catalogue_facts(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_call_changed AFTER INSERT OR UPDATE ON calls_call
    FOR EACH ROW EXECUTE FUNCTION catalogue_call_changed();

CREATE FUNCTION catalogue_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_facts(ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.call_id
        ELSE NEW.call_id END]);
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_part_changed AFTER INSERT OR UPDATE OR DELETE ON calls_phase
    FOR EACH ROW EXECUTE FUNCTION catalogue_part_changed();
CREATE TRIGGER catalogue_part_changed AFTER INSERT OR UPDATE OR DELETE ON catalogue_callprofile
    FOR EACH ROW EXECUTE FUNCTION catalogue_part_changed();

CREATE FUNCTION catalogue_pot_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_facts(ARRAY(SELECT call_id FROM calls_phase
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.phase_id ELSE NEW.phase_id END));
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_pot_changed AFTER INSERT OR UPDATE OR DELETE ON calls_pot
    FOR EACH ROW EXECUTE FUNCTION catalogue_pot_changed();

CREATE FUNCTION catalogue_authority_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_words(ARRAY(SELECT id FROM calls_call
        WHERE contracting_authority_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_authority_renamed AFTER UPDATE OF name ON accounts_organisation
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION catalogue_authority_renamed();
"""

# Calls that were there before.
FILL = f"""
INSERT INTO catalogue_calllisting ({NEW_ROW}, budget_incl_vat)
SELECT id, '', '', '', '', state, instrument, contracting_authority_id, '', '', 0 FROM calls_call
ON CONFLICT (call_id) DO NOTHING;
SELECT catalogue_words(ARRAY(SELECT id FROM calls_call));
SELECT catalogue_facts(ARRAY(SELECT id FROM calls_call));
"""

# Words and text are stored apart from the row, so that counting ten thousand rows reads two
# megabytes, and a change of a date leaves the index of words alone.
STORAGE = """
ALTER TABLE catalogue_calllisting SET (toast_tuple_target = 128, fillfactor = 70);
ALTER TABLE catalogue_calllisting ALTER COLUMN heads SET STORAGE MAIN;
"""

INSTALL = STORAGE + WORDS + FACTS + TRIGGERS + FILL
