"""Where stored files are: in a folder, or in a bucket behind an S3 interface (decision 454)."""

from pathlib import Path
from typing import Any

from portal.env import env

FILES_BUCKET = env("FILES_BUCKET", default="")


def where_files_are(folder: Path) -> dict[str, Any]:
    """The default of STORAGES: that bucket when one is named, else this folder."""
    if not FILES_BUCKET:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    return {
        "BACKEND": "portal.files.bucket.Bucket",
        "OPTIONS": {
            "bucket": FILES_BUCKET,
            "endpoint": env("FILES_ENDPOINT", default=""),
            "region": env("FILES_REGION", default=""),
            "key_id": env("FILES_KEY_ID", default=""),
            "secret": env("FILES_SECRET", default=""),
            "ca_file": env("FILES_CA_FILE", default=""),
        },
    }
