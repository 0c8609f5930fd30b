from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("taken/", views.tasks, name="tasks"),
    path("bevestigen/", views.step_up, name="step-up"),
    path("bedrijven/", views.companies, name="companies"),
    path("bedrijven/nieuw/", views.register_company, name="register-company"),
    path("bedrijven/<uuid:uuid>/", views.company, name="company"),
    path("bedrijven/<uuid:uuid>/kvk/", views.register_number, name="register-number"),
    path("bedrijven/<uuid:uuid>/kvk/nagaan/", views.check_number, name="check-number"),
    path("bedrijven/<uuid:uuid>/nummers/", views.change_numbers, name="change-numbers"),
    path("uitnodiging/<str:secret>/", views.accept_invitation, name="accept-invitation"),
]
