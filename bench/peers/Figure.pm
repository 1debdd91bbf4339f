# What is compared with what, and the goals. A figure has programs, which run by turns, and rows of
# the table, each about one quantity of theirs: `subject` against the others.
package Figure;
use strict;
use warnings;

use Exporter qw(import);

use Program qw(read_json read_record read_wrk read_fio);
use Server qw(begin_nginx begin_delay begin_file processors);
use Table qw(number);

our @EXPORT_OK = qw(figures);

my $built = 'build/peers';
my $python = 'bench/peers/python.py';

# Convoy's stacks: a page of guard below each, or packed closer than a page.
my ($guarded_bytes, $packed_bytes) = (16 << 10, 512);

# How each peer is recognised: a path that is there if it is, and the package that brings it.
my %there = (
	boost         => ["$built/boost",         'libboost-context-dev'],
	state_threads => ["$built/state_threads", 'libst-dev'],
	go            => ["$built/go",            'golang-go'],
	tokio         => ["$built/tokio",         'cargo rustc librust-tokio-dev'],
	asyncio       => ['/usr/bin/python3',     'python3'],
	thread        => ['/usr/bin/python3',     'python3'],
	greenlet => ['/usr/lib/python3/dist-packages/greenlet', 'python3-greenlet'],
	gevent   => ['/usr/lib/python3/dist-packages/gevent',   'python3-gevent'],
	wrk      => ['/usr/bin/wrk',                            'wrk'],
	fio      => ['/usr/bin/fio',                            'fio'],
);

# program(LABEL, WHOSE, COMMAND, more...): WHOSE is one of %there, or a program that ninja builds.
sub program {
	my ($label, $whose, $command, %more) = @_;
	my ($path, $package) = @{ $there{$whose} // ["$built/$whose", ''] };
	return {
		label   => $label,
		path    => $more{path} // $path,
		package => $package,
		command => [split ' ', $command],
		read    => \&read_json,
		%more,
	};
}

sub convoy {
	my ($label, $arguments, %more) = @_;
	return program($label, 'convoy', "$built/convoy $arguments", %more);
}

sub go {
	my ($arguments) = @_;
	return program('Go, 1 P', 'go', "/usr/bin/env GOMAXPROCS=1 $built/go $arguments");
}

sub figure_switch {
	return {
		name     => 'switch',
		programs => [
			convoy('Convoy', 'switch 20000000 4'),
			program('Boost.Context', 'boost', "$built/boost switch 20000000 4"),
			program('Boost.Context, one side inexact', 'boost',
				"$built/boost switch-inexact 4000000 4"),
			program('setjmp', 'setjmp', "$built/setjmp switch 10000000 4"),
			program('ucontext', 'ucontext', "$built/ucontext switch 2000000 4"),
		],
		rows => [{
			title   => 'switch from one context to another, bare',
			key     => 'ns',
			unit    => 'ns',
			subject => 'Convoy',
			most    => 3,
			against => [
				['Boost.Context'], ['Boost.Context, one side inexact'], ['setjmp'], ['ucontext'],
			],
		}],
	};
}

sub figure_yield {
	my ($cpu) = (processors())[-1];
	return {
		name     => 'yield',
		programs => [
			convoy('Convoy', "yield 1000 $guarded_bytes 4"),
			convoy('Convoy, packed', "yield 1000 $packed_bytes 4"),
			program('State Threads', 'state_threads', "$built/state_threads yield 1000 4"),
			go('yield 1000 4'),
			program('tokio', 'tokio', "$built/tokio yield 1000 4"),
			program('greenlet, without a scheduler', 'greenlet', "$python greenlet yield 1000 3"),
			program('asyncio', 'asyncio', "$python asyncio yield 1000 3"),
			program('gevent', 'gevent', "$python gevent yield 1000 3"),
			program('pthread, semaphores, 1 CPU', 'pthread',
				"/usr/bin/taskset -c $cpu $built/pthread yield 1000 3"),
		],
		rows => [{
			title   => 'a turn through the scheduler, 1,000 tasks',
			key     => 'ns',
			unit    => 'ns',
			subject => 'Convoy',
			most    => 25,
			against => [
				['Go, 1 P', 3], ['Convoy, packed'], ['State Threads'], ['tokio'],
				['greenlet, without a scheduler'], ['asyncio'], ['gevent'],
				['pthread, semaphores, 1 CPU'],
			],
		}],
	};
}

sub figure_spawn {
	my $few = 'Go, 1 P, 1,000 at once';
	return {
		name     => 'spawn',
		programs => [
			convoy('Convoy', "spawn 1000000 $guarded_bytes 4"),
			go('spawn 1000000 4'),
			{ %{ go('spawn-few 1000000 4') }, label => $few },
			program('tokio', 'tokio', "$built/tokio spawn 1000000 4"),
			program('State Threads', 'state_threads', "$built/state_threads spawn 1000000 4"),
			program('asyncio', 'asyncio', "$python asyncio spawn 100000 3"),
			program('gevent', 'gevent', "$python gevent spawn 50000 3"),
			program('pthread', 'pthread', "$built/pthread spawn 10000 3"),
			program('Python thread', 'thread', "$python thread spawn 3000 3"),
			program('process', 'process', "$built/process spawn 2000 3"),
		],
		rows => [{
			title   => 'make, run and end one task that never waits; Convoy uses its coroutine again',
			key     => 'ns',
			unit    => 'ns',
			subject => 'Convoy',
			most    => 30,
			against => [
				['Go, 1 P', 40], [$few], ['tokio'], ['State Threads'], ['asyncio'], ['gevent'],
				['pthread'], ['Python thread'], ['process'],
			],
		}],
	};
}

# A task that never waits may run from start to end on one stack, as a call of a function does. So
# here is what it takes if each is left once and come back to.
sub figure_turn {
	return {
		name     => 'turn',
		programs => [
			convoy('Convoy', "spawn-turn 1000000 $guarded_bytes 4"),
			go('spawn-turn 1000000 4'),
			program('tokio', 'tokio', "$built/tokio spawn-turn 1000000 4"),
		],
		rows => [{
			title   => '... that lets the others go first once',
			key     => 'ns',
			unit    => 'ns',
			subject => 'Convoy',
			against => [['Go, 1 P'], ['tokio']],
		}],
	};
}

sub figure_sleep {
	my ($size) = @_;
	my ($n, $s) = @$size{qw(sleepers seconds)};
	my $few = int($n / 100);
	my $threads = 'pthread, only ' . number($few);
	my ($packed, $guarded) = ('Convoy, packed', 'Convoy, guarded');
	my @beyond = (['Go, 1 P', 1], ['Go, all P', 1], ['tokio', 1]);
	my @beside = map { [$_->[0]] } @beyond;
	my $title = number($n) . " tasks that sleep $s s";
	return {
		name        => 'sleep',
		rounds      => 3,
		used_before => $n * 5000,
		programs    => [
			convoy($packed,  "sleep $n $s $packed_bytes 3"),
			convoy($guarded, "sleep $n $s $guarded_bytes 3"),
			program('tokio', 'tokio', "$built/tokio sleep $n $s 3"),
			go("sleep $n $s 3"),
			program('Go, all P', 'go', "$built/go sleep $n $s 3"),
			program('asyncio', 'asyncio', "$python asyncio sleep $n $s"),
			program($threads, 'pthread', "$built/pthread sleep $few $s"),
		],
		rows => [
			{
				title   => "$title, warm",
				key     => 'wall_s',
				unit    => 's',
				subject => $packed,
				most    => 10.5,
				against => \@beyond,
			},
			{
				title   => "$title, cold",
				key     => 'cold_wall_s',
				unit    => 's',
				subject => $packed,
				most    => 11.5,
				against => [@beyond, ['asyncio']],
			},
			{
				title   => '... with guard pages, warm',
				key     => 'wall_s',
				unit    => 's',
				subject => $guarded,
				most    => 11,
				against => \@beside,
			},
			{
				title   => '... with guard pages, cold',
				key     => 'cold_wall_s',
				unit    => 's',
				subject => $guarded,
				against => \@beside,
			},
			{
				title   => '... memory for each, resident',
				key     => 'cold_rss_bytes_per_task',
				unit    => 'B',
				subject => $packed,
				most    => 600,
				against => [['tokio'], ['Go, 1 P'], ['asyncio'], [$threads]],
			},
			{
				title   => '... memory for each, guarded',
				key     => 'cold_rss_bytes_per_task',
				unit    => 'B',
				subject => $guarded,
				most    => 4200,
				against => [],
			},
		],
	};
}

sub figure_stretch {
	my ($size) = @_;
	my $n = 10 * $size->{sleepers};
	my $title = number($n) . " tasks that sleep $size->{seconds} s, 1 thread";
	return {
		name      => 'stretch',
		rounds    => 3,
		available => $n * 800,
		programs  => [convoy('Convoy, packed', "sleep $n $size->{seconds} $packed_bytes 2")],
		rows      => [
			map { { unit => 's', subject => 'Convoy, packed', against => [], %$_ } } (
				{ title => "$title, warm", key => 'wall_s', most => 13 },
				{ title => "$title, cold", key => 'cold_wall_s' },
				{ title => '... memory of all', key => 'peak_rss_bytes', unit => 'B', most => 6e9 },
			)
		],
	};
}

sub figure_curl {
	my $run = sub { "build/convoy run http $_[0] --tasks 100 --url {url} --json" };
	my @record = (path => 'build/convoy', read => \&read_record, count_threads => 1);
	return {
		name     => 'curl',
		begin    => \&begin_delay,
		programs => [
			program('Convoy', 'convoy', $run->('coroutine'), @record),
			program('Convoy, thread runner', 'convoy', $run->('thread'), @record),
			program('100 pthreads', 'curl_threads', "$built/curl_threads curl {url} 100 1"),
		],
		rows => [
			{
				title   => 'unmodified libcurl, 100 requests of 100 ms',
				key     => 'wall_s',
				unit    => 's',
				subject => 'Convoy',
				most    => 0.15,
				against => [['100 pthreads'], ['Convoy, thread runner']],
			},
			{
				title   => '... threads',
				key     => 'threads',
				unit    => '',
				subject => 'Convoy',
				most    => 1,
				against => [['Convoy, thread runner']],
			},
		],
	};
}

sub figure_http {
	my ($size) = @_;
	my $where = "{host} {port} 100 $size->{load_s}";
	my $wrk = "/usr/bin/wrk -t1 -c100 -d$size->{load_s}s http://{host}:{port}/";
	my $pin = '/usr/bin/taskset -c {cpu}';
	return {
		name     => 'http',
		begin    => \&begin_nginx,
		programs => [
			convoy('Convoy', '', command => [split ' ', "$pin $built/convoy http $where"]),
			program('wrk', 'wrk', "$pin $wrk", read => \&read_wrk),
			program('100 pthreads, the same code', 'pthread', "$pin $built/pthread http $where"),
		],
		rows => [
			{
				title   => 'HTTP requests a second, 100 connections kept',
				key     => 'requests_per_s',
				unit    => '/s',
				more    => 1,
				subject => 'Convoy',
				against => [['wrk', 1], ['100 pthreads, the same code']],
			},
			{
				title   => '... CPU time for each',
				key     => 'cpu_us_per_request',
				unit    => 'us',
				subject => 'Convoy',
				against => [['wrk', 1], ['100 pthreads, the same code']],
			},
		],
	};
}

sub fio {
	my ($label, $seconds, $options) = @_;
	my $command = '/usr/bin/fio --name=read --filename={file} --readonly --rw=randread --bs=4k'
		. ' --norandommap --invalidate=0 --randrepeat=0 --gtod_reduce=1 --thread'
		. " --group_reporting --output-format=json --time_based --runtime=$seconds";
	return program($label, 'fio', "$command $options", read => \&read_fio);
}

sub figure_direct {
	my ($size) = @_;
	my $s = $size->{load_s};
	my @names = ('fio, io_uring, depth 32', 'fio, 32 threads', '32 threads, the same code');
	return {
		name     => 'direct',
		begin    => \&begin_file,
		programs => [
			convoy('Convoy, 32 tasks', "pread {file} direct 32 $s"),
			fio($names[0], $s, '--direct=1 --ioengine=io_uring --iodepth=32'),
			fio($names[1], $s, '--direct=1 --ioengine=psync --numjobs=32'),
			program($names[2], 'pthread', "$built/pthread pread {file} direct 32 $s"),
		],
		rows => [
			{
				title   => 'random reads of 4 KiB a second, O_DIRECT',
				key     => 'reads_per_s',
				unit    => '/s',
				more    => 1,
				subject => 'Convoy, 32 tasks',
				against => [[$names[0], 0.9], [$names[1]], [$names[2]]],
			},
			{
				title   => '... CPU time for each',
				key     => 'cpu_us_per_read',
				unit    => 'us',
				subject => 'Convoy, 32 tasks',
				# at most 0.6 of it
				against => [[$names[0]], [$names[1]], [$names[2], 1 / 0.6]],
			},
		],
	};
}

sub figure_cached {
	my ($size) = @_;
	my $s = $size->{load_s};
	my @names = ('1 thread, the same code', 'fio, psync, 1 thread');
	return {
		name     => 'cached',
		begin    => \&begin_file,
		programs => [
			convoy('Convoy, 32 tasks', "pread {file} cached 32 $s"),
			program($names[0], 'pthread', "$built/pthread pread {file} cached 1 $s"),
			fio($names[1], $s, '--ioengine=psync'),
		],
		rows => [{
			title   => 'random reads of 4 KiB a second, cached',
			key     => 'reads_per_s',
			unit    => '/s',
			more    => 1,
			subject => 'Convoy, 32 tasks',
			against => [[$names[0], 0.9], [$names[1]]],
		}],
	};
}

sub figure_seam {
	return {
		name     => 'seam',
		programs => [convoy('Convoy', 'seam 2000000 5')],
		rows     => [{
			title   => "what the seam adds to a thread's pread of 8 bytes",
			key     => 'percent',
			unit    => '%',
			subject => 'Convoy',
			most    => 2,
			against => [],
		}],
	};
}

# All of them; the size says how many sleepers, how long they sleep, how long a load lasts.
sub figures {
	my ($size) = @_;
	return map { $_->($size) } (
		\&figure_switch, \&figure_yield, \&figure_spawn, \&figure_turn, \&figure_sleep,
		\&figure_stretch, \&figure_curl, \&figure_http, \&figure_direct, \&figure_cached, \&figure_seam,
	);
}

1;
