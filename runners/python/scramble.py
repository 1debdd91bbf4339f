"""The arithmetic of 64 bits in which values are reckoned."""
WORD = 2**64 - 1


def scramble(x):
    """As in workloads/workload.h: a number that looks random and depends on its input alone."""
    x = (x + 0x9E3779B97F4A7C15) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)
