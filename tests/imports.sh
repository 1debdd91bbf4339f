#!/bin/sh
# What libraries call that may block is either in the seam or known, with the reason, to do no harm.
set -u
. tests/report.sh

# Calls of libc and the kernel that may make a thread wait.
blocking='accept|accept4|clock_nanosleep|close|connect|epoll_p?wait2?|fcntl|fdatasync|flock|fsync|ftruncate'
blocking="$blocking|getaddrinfo|gethostby[a-z_0-9]+|getnameinfo|ioctl|lockf|mq_[a-z]+|msgrcv|msgsnd|nanosleep"
blocking="$blocking|open|open64|openat|pause|poll|ppoll|popen|pclose|pread|pread64|preadv|preadv2|pselect"
blocking="$blocking|pthread_cond_[a-z]*wait|pthread_join|pthread_mutex_lock|pthread_rwlock_(rd|wr)lock"
blocking="$blocking|pwrite|pwrite64|pwritev|read|readv|recv|recvfrom|recvmmsg|recvmsg|res_n?(query|search)"
blocking="$blocking|select|semop|sem_wait|sem_timedwait|send|sendfile|sendfile64|sendmmsg|sendmsg|sendto"
blocking="$blocking|sigsuspend|sigtimedwait|sigwait|sigwaitinfo|sleep|splice|sync|system|tcdrain|usleep"
blocking="$blocking|vfork|wait|wait3|wait4|waitid|waitpid|write|writev"
blocking="$blocking|fgets|fread|fwrite|fflush|fclose|fopen|fopen64|getc|putc|fputc|fputs|getdelim|getline"
blocking="$blocking|__(poll|ppoll|read|pread|pread64|recv|recvfrom|fgets|fread)_chk"

# name<blank>why it is not in the seam
known='
close	is in the seam, for those who wait; that it may wait itself (SO_LINGER) it does for everybody
gethostbyname	only in the oldest interface of libcrypto, which nobody calls
sendfile	only in SSL_sendfile, for servers whose kernel encrypts
fcntl	waits only with F_SETLKW, which neither of them uses
flock	libraries that lock files do it for their own configuration
ioctl	asks about terminals and interfaces
open	of local files: configuration, certificates, passwords
open64	as open
fopen	as open
fopen64	as open
fgets	reads local files: configuration, .netrc, .pgpass
fread	reads local files
getc	reads local files
getdelim	reads local files
getline	reads local files
__fgets_chk	as fgets
__fread_chk	as fread
fwrite	writes to files that the caller names
fputc	as fwrite
fputs	as fwrite
putc	as fwrite
fflush	as fwrite
fclose	as fwrite
popen	a command that libpq takes from the service file for a passphrase: not in a task
pclose	as popen
pthread_join	of a resolver that has already said it is done
pthread_mutex_lock	held for moments, never across a wait
pthread_rwlock_rdlock	held for moments
pthread_rwlock_wrlock	held for moments
pthread_cond_wait	between threads of their own
pthread_cond_timedwait	between threads of their own
sigwait	of a signal that libpq knows to be pending
'

tab=$(printf '\t')
program=${CONVOY:-build/convoy}
seam=$(nm -D --defined-only "$program" | sed -n 's/^[0-9a-f]* [TW] \([^@]*\).*/\1/p')

# path NAME: where the dynamic linker would find it
path() {
	ldconfig -p 2>/dev/null | sed -n "s/^	$1 .* => //p" | head -n 1
}

[ -x "$(command -v ldconfig)" ] || PATH=$PATH:/sbin:/usr/sbin
for library in libcurl.so.4 libsqlite3.so.0 libpq.so.5 libssl.so.3 libcrypto.so.3 libz.so.1 libpcre2-8.so.0; do
	file=$(path $library)
	if [ -z "$file" ]; then
		skip "no $library here"
		continue
	fi
	missing=
	hooked=0
	for name in $(nm -D --undefined-only "$file" | sed -n 's/^ *[Uw] \([^@]*\)@*.*/\1/p' |
		grep -xE "$blocking"); do
		if echo "$seam" | grep -qx "$name"; then
			hooked=$((hooked + 1))
		elif ! echo "$known" | grep -q "^$name$tab"; then
			missing="$missing $name"
		fi
	done
	[ -z "$missing" ]
	ok $? "$library: $hooked blocking calls are in the seam, and the others are known"
	[ -z "$missing" ] || echo "# nobody knows:$missing"
done

for name in poll select read write readv writev pread pwrite fsync connect accept accept4 recv recvfrom \
	recvmsg send sendto sendmsg getaddrinfo waitpid waitid sleep usleep nanosleep clock_nanosleep ppoll \
	close __poll_chk __read_chk __recv_chk __recvfrom_chk __pread64_chk; do
	echo "$seam" | grep -qx "$name" || unseen="${unseen:-} $name"
done
[ -z "${unseen:-}" ]
ok $? "libraries see the seam's names in $program${unseen:+, but not:$unseen}"

done_testing
