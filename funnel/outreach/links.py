"""The personal links of who registered for a session."""

from portal.personal_links import PersonalLinks

_links = PersonalLinks("funnel.outreach.registration", "outreach:mine")
secret_of, uuid_in, link_of = _links.secret_of, _links.uuid_in, _links.link_of
