import os

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
logins = Limiter(get_remote_address, app=app, storage_uri="memory://")  # violation: memory-backend
orders = Limiter(get_remote_address, app=app, storage_uri=os.environ["REDIS_URL"])  # look-alike: memory-backend
