import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db-1.internal",  # violation: hardcoded-service
    },
    "replica": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["REPLICA_HOST"],  # look-alike: hardcoded-service
    },
}
