"""Choosing an instrument, advice of the expertise centre, and beginning from an earlier call."""

from django.urls import path

from calls.advice.views import choosing, copying, requests

app_name = "advice"

urlpatterns = [
    path("", requests.desk, name="desk"),
    path("instrument/", choosing.adviser, name="adviser"),
    path("instrument/<uuid:uuid>/", choosing.consideration, name="consideration"),
    path("instrument/<uuid:uuid>/bewaren/", choosing.keep, name="keep"),
    path("instrument/<uuid:uuid>/begin/<slug:code>/", choosing.start, name="start"),
    path("oproep/<slug:reference>/", choosing.of_call, name="of-call"),
    path(
        "oproep/<slug:reference>/<uuid:uuid>.pdf", choosing.justification_pdf,
        name="justification-pdf",
    ),
    path("overnemen/", copying.choose, name="copy-choose"),
    path("overnemen/<slug:reference>/", copying.copy, name="copy"),
    path("vragen/nieuw/", requests.ask, name="ask"),
    path("vragen/<uuid:uuid>/", requests.request_page, name="request"),
    path("vragen/<uuid:uuid>/bericht/", requests.send, name="send"),
    path("vragen/<uuid:uuid>/oppakken/", requests.take_up, name="take-up"),
    path("vragen/<uuid:uuid>/advies/", requests.advise, name="advise"),
    path("vragen/<uuid:uuid>/sluiten/", requests.close, name="close"),
    path("vragen/<uuid:uuid>/bestand/<uuid:file_uuid>/", requests.file, name="file"),
]  # fmt: skip
