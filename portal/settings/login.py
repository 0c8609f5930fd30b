"""Who logs in, with what, and for how long; a part of base.py."""

from datetime import timedelta

from portal.env import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.accounts.breached.BreachedPasswordValidator"},
]
# Asked with five letters of a hash about passwords from leaks; empty: only the list here is used.
LEAKED_PASSWORDS_URL = env("LEAKED_PASSWORDS_URL", default="").rstrip("/")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "portal.accounts.login_forms.LoginForm",
    "signup": "portal.accounts.login_forms.SignupForm",
    "add_email": "portal.accounts.login_forms.AddEmailForm",
    "change_password": "portal.accounts.login_forms.ChangePasswordForm",
    "reset_password": "portal.accounts.login_forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.login_forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.accounts.login_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only in the browser that has just given the password, and past the second factor (decision 402).
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Identity providers are rows of the operator (portal/federation), not settings.
SOCIALACCOUNT_ADAPTER = "portal.federation.adapter.FederationAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # form-action 'self' would stop the way out after a form
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.login_forms.OutsideSignupForm"}
MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.login_forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.login_forms.ReauthenticateWithCodeForm",
    "activate_totp": "portal.accounts.login_forms.ActivateAppForm",
    "add_webauthn": "portal.accounts.login_forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.login_forms.RenamePasskeyForm",
    "authenticate_webauthn": "portal.accounts.login_forms.PasskeyForm",
    "reauthenticate_webauthn": "portal.accounts.login_forms.ReauthenticateWithPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Trechter"
# Real time, not portal time. Without a sign of its person a session ends sooner, and for staff
# soonest (decision 402).
SESSION_LONGEST = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=2)
SESSION_IDLE_STAFF = timedelta(minutes=30)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
DEVICE_COOKIE_NAME = "device"  # says that somebody logged in here before, and nothing else
# How many proxies of ours stand in front: one's own address is read from what the first one wrote.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
STEP_UP_VALID = timedelta(minutes=5)  # real time, not portal time
