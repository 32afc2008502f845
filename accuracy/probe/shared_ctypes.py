from multiprocessing import Value

from django.db.models import Value as Literal

served = Value("i", 0)  # violation: shared-ctypes
nothing = Literal(0)  # look-alike: shared-ctypes
