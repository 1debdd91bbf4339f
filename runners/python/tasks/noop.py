def task(parameters, i):
    return i
