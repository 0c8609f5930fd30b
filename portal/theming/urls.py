"""How an authority looks, under /organisaties/."""

from django.urls import path

from portal.theming import views

app_name = "theming"
urlpatterns = [
    path("beheer/", views.mine, name="mine"),
    path("beheer/<uuid:uuid>/", views.change, name="change"),
    path("beheer/<uuid:uuid>/brief.pdf", views.letter, name="letter"),
    path("<slug:slug>/kleuren-<int:version>.css", views.stylesheet, name="stylesheet"),
    path("<slug:slug>/logo-<int:version>.jpg", views.logo, name="logo"),
]
