# What a figure needs around it: a server or a file. Each returns where it is, as a hash, and under
# `stop` how to end it; or a text that says why it cannot be.
package Server;
use strict;
use warnings;

use Exporter qw(import);
use IO::Socket::INET;
use Time::HiRes qw(sleep);

use Program qw(stop);

our @EXPORT_OK = qw(begin_nginx begin_delay begin_file processors);

use constant FILE_MIB => 1024;

# the CPUs that we may use
sub processors {
	open my $status, '<', '/proc/self/status' or return (0);
	my ($list) = map { /^Cpus_allowed_list:\s*(\S+)/ ? $1 : () } <$status>;
	return map { /(\d+)-(\d+)/ ? ($1 .. $2) : $_ } split /,/, $list;
}

sub write_file {
	my ($path, $text) = @_;
	open my $file, '>', $path or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
}

sub free_port {
	my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die "listen: $!\n";
	return $socket->sockport;
}

sub answers {
	my ($port) = @_;
	for (1 .. 100) {
		return 1 if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
		sleep 0.05;
	}
	return 0;
}

# One process that serves a file of 128 bytes, on a CPU of its own where there are two.
sub begin_nginx {
	my ($folder) = @_;
	return 'not installed: apt-get install nginx-light' if !-x '/usr/sbin/nginx';
	my ($port, @cpus) = (free_port(), processors());
	write_file("$folder/index.html", 'c' x 128);
	write_file("$folder/nginx.conf", <<END);
daemon off;
master_process off;
pid $folder/nginx.pid;
error_log $folder/nginx.errors;
events { worker_connections 4096; }
http {
	access_log off;
	keepalive_requests 1000000000;
	keepalive_timeout 1h;
	client_body_temp_path $folder/body;
	proxy_temp_path $folder/proxy;
	fastcgi_temp_path $folder/fastcgi;
	uwsgi_temp_path $folder/uwsgi;
	scgi_temp_path $folder/scgi;
	server { listen 127.0.0.1:$port backlog=4096; root $folder; }
}
END
	my @command = ('/usr/sbin/nginx', '-c', "$folder/nginx.conf");
	my $pid = Program::begin($folder, '/usr/bin/taskset', '-c', $cpus[0], @command);
	if (!answers($port)) {
		stop($pid);
		return 'nginx does not start';
	}
	return { host => '127.0.0.1', port => $port, cpu => $cpus[-1], stop => sub { stop($pid) } };
}

# Our own server, which answers 100 ms after it is asked.
sub begin_delay {
	my ($folder) = @_;
	return 'not built: ninja' if !-x 'build/http-server';
	my $pid = Program::begin($folder, 'build/http-server', 100_000_000, 1024, 'off', $$);
	for (1 .. 100) {
		my ($url) = Program::text_of("$folder/output") =~ /(http:\S+)\n/;
		return { url => $url, stop => sub { stop($pid) } } if $url;
		sleep 0.05;
	}
	stop($pid);
	return 'build/http-server does not start';
}

# A file whose blocks are written, and in the page cache.
sub begin_file {
	my ($folder) = @_;
	my $path = "$folder/data";
	open my $file, '>:raw', $path or die "$path: $!\n";
	my $chunk = pack 'L*', map { int rand 2**32 } 1 .. 1 << 18;
	for my $number (1 .. FILE_MIB) {
		substr $chunk, 0, 4, pack 'L', $number;
		syswrite($file, $chunk) == length $chunk or die "$path: $!\n";
	}
	$file->sync or die "$path: $!\n";
	close $file;
	return { file => $path, stop => sub { unlink $path } };
}

1;
