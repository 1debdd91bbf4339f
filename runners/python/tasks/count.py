from scramble import WORD


def task(parameters, i):
    for _ in range(parameters["iterations"]):
        i += 1
    return i & WORD
