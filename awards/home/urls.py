"""The start page of companies, under /bedrijf/."""

from django.urls import path

from awards.home import views

app_name = "company"
urlpatterns = [path("", views.home, name="home")]
