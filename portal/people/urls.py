from django.urls import path

from portal.people import views

app_name = "people"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("invoeren/", views.enter, name="enter"),
    path("<uuid:uuid>/", views.people, name="people"),
    path("<uuid:uuid>/beheerder/", views.first, name="first"),
    path("<uuid:uuid>/intrekken/", views.withdraw_invitation, name="withdraw-invitation"),
    path("<uuid:uuid>/mensen/<uuid:person>/<slug:role>/", views.end_role, name="end-role"),
]
