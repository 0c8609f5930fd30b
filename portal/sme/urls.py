from django.urls import path

from portal.sme import views

app_name = "sme"
urlpatterns = [
    path("<uuid:uuid>/mkb/", views.sme_test, name="test"),
    path("<uuid:uuid>/mkb/berekenen/", views.calculate, name="calculate"),
]
