/*
 * Free threading: the same threads, calls and checkpoints, and no lock.
 */
#include "runners/gil/design.h"

extern const struct gil_design gil_off;

const struct gil_design gil_off = {
	.name = "off",
	.summary = "no lock: free threading",
};
