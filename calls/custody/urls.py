"""The addresses of keeping the keys (calls/urls.py)."""

from django.urls import URLPattern, path

from calls.custody import views


def custody_paths(desk: str) -> list[URLPattern]:
    """They stand behind the page with the keys of a call."""
    return [
        path(f"{desk}sleutels/proberen/", views.try_share, name="try-share"),
        path(f"{desk}sleutels/vervanger/", views.add_deputy, name="add-deputy"),
        path(f"{desk}sleutels/vernieuwen/", views.renew, name="renew-shares"),
        path(f"{desk}sleutels/houder/<uuid:person>/", views.let_go, name="let-go"),
    ]
