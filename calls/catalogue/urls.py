"""The public page of an authority, under /organisaties/."""

from django.urls import path

from calls.catalogue.views import authorities

app_name = "catalogue"
urlpatterns = [path("<slug:slug>/", authorities.authority, name="authority")]
