"""The way to a provider and back, below /account/: allauth puts these there, without a namespace.

The login begins with a link, never with a form: the content policy's form-action would stop the
redirect to another site after a form in Chromium.
"""

from django.urls import path

from portal.federation import flow

urlpatterns = [
    path("via/<slug:provider_id>/", flow.login, name="openid_connect_login"),
    path("via/<slug:provider_id>/terug/", flow.callback, name="openid_connect_callback"),
]
