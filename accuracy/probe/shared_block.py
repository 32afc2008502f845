from multiprocessing import shared_memory

import numpy


def attach(name: str) -> memoryview:
    block = shared_memory.SharedMemory(name="prices")  # violation: shared-block
    return block.buf


def share(values: list[float]) -> bool:
    return numpy.shares_memory(numpy.array(values), numpy.array(values))  # look-alike: shared-block
