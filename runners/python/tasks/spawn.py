from scramble import scramble


def task(parameters, i):
    return scramble(i)
