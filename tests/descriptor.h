#ifndef TESTS_DESCRIPTOR_H
#define TESTS_DESCRIPTOR_H

/* Between these two, this process opens a descriptor only if its number is below this; those that it
 * has stay open. */
void descriptors_limit(unsigned numbers);
void descriptors_allow(void);

#endif
