from django.urls import path

from portal.team import views

app_name = "team"
urlpatterns = [
    path("aansluiten/", views.ask_to_join, name="ask-to-join"),
    path("<uuid:uuid>/machtigingen/", views.mandates, name="mandates"),
    path("<uuid:uuid>/machtigingen/<uuid:mandate>/", views.mandate_file, name="mandate-file"),
    path(
        "<uuid:uuid>/machtigingen/<uuid:mandate>/intrekken/",
        views.withdraw_mandate,
        name="withdraw-mandate",
    ),
    path(
        "<uuid:uuid>/mensen/<uuid:person>/<slug:role>/",
        views.end_membership,
        name="end-membership",
    ),
    path(
        "<uuid:uuid>/verzoeken/<uuid:asked>/", views.answer_join_request, name="answer-join-request"
    ),
]
