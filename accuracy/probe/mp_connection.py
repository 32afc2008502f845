from multiprocessing.connection import Client, wait

import docker

connection = Client(("10.0.0.5", 6000))  # violation: mp-connection
engine = docker.Client.from_env()  # look-alike: mp-connection
ready = wait([connection])  # look-alike: mp-connection
