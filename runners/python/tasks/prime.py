import math


def task(parameters, i):
    n = parameters["n"]
    if n < 4:
        return n
    if n % 2 == 0:
        return 2
    for divisor in range(3, math.isqrt(n) + 1, 2):
        if n % divisor == 0:
            return divisor
    return n
