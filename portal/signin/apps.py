from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "portal.signin"

    def ready(self) -> None:
        # The ways to log in and to change a password belong to Django and allauth; they tell here.
        from allauth.account import signals as account  # noqa: PLC0415
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415

        from portal.accounts import stepup  # noqa: PLC0415
        from portal.signin import sessions  # noqa: PLC0415

        user_logged_in.connect(sessions.began)
        user_logged_in.connect(stepup.logged_in)
        user_logged_out.connect(sessions.left)
        for changed in (account.password_changed, account.password_set, account.password_reset):
            changed.connect(sessions.password_changed)
