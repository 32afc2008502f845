SESSION_ENGINE = "django.contrib.sessions.backends.file"  # violation: file-backend
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # look-alike: file-backend
