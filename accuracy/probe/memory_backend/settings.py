CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",  # violation: memory-backend
    },
    "none": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache",  # look-alike: memory-backend
    },
}
