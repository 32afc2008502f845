import os

import redis

sessions = redis.Redis(host="10.0.0.5")  # violation: hardcoded-service
carts = redis.Redis(host=os.environ["REDIS_HOST"])  # look-alike: hardcoded-service
