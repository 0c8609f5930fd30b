from django.urls import path

from calls.roles import views

app_name = "roles"
urlpatterns = [
    path("gevraagd/<uuid:uuid>/", views.answer, name="answer"),
    path("gevraagd/<uuid:uuid>/intrekken/", views.take_back, name="take-back"),
    path("<slug:reference>/", views.rights, name="rights"),
    path("<slug:reference>/<uuid:person>/<slug:role>/", views.end, name="end"),
]
