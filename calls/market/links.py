"""The personal links of participants."""

from portal.personal_links import PersonalLinks

_links = PersonalLinks("calls.market.participant", "market:mine")
secret_of, uuid_in, link_of = _links.secret_of, _links.uuid_in, _links.link_of
