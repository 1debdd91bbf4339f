#!/bin/sh
# libpq under the coroutine runner, against a PostgreSQL of the test's own: in a new folder, on a
# free port of 127.0.0.1, and gone after it. The system's own cluster is left alone.
set -u

convoy=${CONVOY:-build/convoy}
client=${convoy%/*}/tests/postgres

# the newest PostgreSQL's programs, which Debian does not put into the PATH
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$programs/postgres" ] || programs=$(dirname "$(command -v postgres || echo ./postgres)")
if [ ! -x "$programs/postgres" ] || [ ! -x "$programs/initdb" ]; then
	echo '1..0 # SKIP postgresql is not installed: apt-get install postgresql'
	exit 0
fi

# a socket's path is short, and the server's user must be let in
scratch=$(mktemp -d /tmp/convoy-postgres-XXXXXX) || exit 1
server=''
stop() {
	[ -z "$server" ] || kill -INT "$server" && wait "$server"
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# PostgreSQL refuses to run as root
as=''
if [ "$(id -u)" -eq 0 ]; then
	user=$(id -un postgres 2>/dev/null || echo nobody)
	as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
	chown "$user" "$scratch"
fi

# nobody's settings but the test's
unset PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE \
	PGOPTIONS PGSSLMODE PGREQUIRESSL PGCONNECT_TIMEOUT PGDATA PGCLIENTENCODING

give_up() {
	sed 's/^/# /' "$scratch/log"
	echo "not ok 1 - $1"
	echo 1..1
	exit 1
}

free_port() {
	perl -MIO::Socket::INET -e \
		'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# shellcheck disable=SC2086 # $as is words
set_up() {
	cd "$scratch" &&
		$as "$programs/initdb" -D "$scratch/data" -U owner -A trust --no-sync --no-locale \
			-E UTF8 >"$scratch/log" 2>&1 || return 1
	# over the network come only those who may do nothing
	$as tee "$scratch/data/pg_hba.conf" >/dev/null <<-END
		local all all trust
		host postgres client 127.0.0.1/32 trust
	END
	echo 'create role client login' |
		$as "$programs/postgres" --single -D "$scratch/data" postgres >>"$scratch/log" 2>&1
}
(set_up) || give_up 'initdb makes a folder for a server'

# a process of ours that dies leaves none behind for longer than this
# shellcheck disable=SC2086
start() {
	port=$(free_port)
	(cd "$scratch" && exec timeout 120 $as "$programs/postgres" -D "$scratch/data" -p "$port" \
		-c listen_addresses=127.0.0.1 -c unix_socket_directories="$scratch" \
		-c max_connections=120 -c fsync=off -c ssl=off -c autovacuum=off \
		>>"$scratch/log" 2>&1) &
	server=$!
	until "$programs/pg_isready" -q -h "$scratch" -p "$port"; do
		kill -0 "$server" 2>/dev/null || return 1
		sleep 0.1
	done
}
# somebody else may have taken the port in the meantime
start || start || give_up 'postgres starts'

"$client" "$port" "$scratch"
