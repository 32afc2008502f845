from multiprocessing import Manager

from django.db import models

cache = Manager().dict()  # violation: manager


class Order(models.Model):
    objects = models.Manager()  # look-alike: manager
