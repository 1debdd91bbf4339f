#ifndef WORKLOADS_CERTIFICATE_H
#define WORKLOADS_CERTIFICATE_H

/* A certificate that a server on this machine signed itself, and the key to it: both PEM, as text. */
struct certificate {
	char *text, *key;
};

/* make one, good for 127.0.0.1 and localhost for a year; 0, or -1 with errno set */
int certificate_make(struct certificate *);

/* give it back */
void certificate_free(struct certificate *);

/* A file with the certificate and not the key. It has no name of its own, lives as long as this
 * process, and other processes of the user find it under this path; 0, or -1 with errno set */
int certificate_publish(const struct certificate *, char *path, unsigned size);

#endif
