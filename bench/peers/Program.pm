# One run of a program, from start to end: what it printed, as quantities.
package Program;
use strict;
use warnings;

use Exporter qw(import);
use JSON::PP;
use POSIX ();
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(run stop read_json read_record read_wrk read_fio);

my %alive;    # process groups, to be ended whatever happens

END { stop($_) for keys %alive }

# End a process with all that it started.
sub stop {
	my ($pid) = @_;
	local $?;
	delete $alive{$pid};
	kill TERM => -$pid;
	for (1 .. 100) {
		return if waitpid($pid, POSIX::WNOHANG()) != 0;
		sleep 0.02;
	}
	kill KILL => -$pid;
	waitpid $pid, 0;
}

sub text_of {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return scalar(<$file>) // '';
}

# Begin a program in a process group of its own; its process id. Output goes to files in the folder.
sub begin {
	my ($folder, @command) = @_;
	my $pid = fork // die "fork: $!\n";
	if ($pid) {
		$alive{$pid} = 1;
		return $pid;
	}
	%alive = ();
	setpgrp;
	open STDIN,  '<', '/dev/null'      or POSIX::_exit(126);
	open STDOUT, '>', "$folder/output" or POSIX::_exit(126);
	open STDERR, '>', "$folder/errors" or POSIX::_exit(126);
	exec { $command[0] } @command or POSIX::_exit(127);
}

# Wait for a process; the most threads that it was seen to have, if that is asked for. Dies if it
# takes too long.
sub await {
	my ($pid, $limit_s, $count) = @_;
	my ($deadline, $threads) = (time + $limit_s, 0);
	while (waitpid($pid, $count ? POSIX::WNOHANG() : 0) == 0) {
		text_of("/proc/$pid/status") =~ /^Threads:\s*(\d+)/m and $1 > $threads and $threads = $1;
		die "timeout\n" if time > $deadline;
		sleep 0.005;
	}
	return $threads;
}

# Run a program: {command => [...], read => sub, count_threads => bool}. Its quantities, or a text
# that says why there are none. `read` turns output and CPU seconds into lines of quantities.
sub run {
	my ($folder, $program) = @_;
	my $limit_s = $program->{limit_s} // 300;
	my @before = times;
	my $pid = begin($folder, @{ $program->{command} });
	my $threads = eval {
		local $SIG{ALRM} = sub { die "timeout\n" };
		alarm $limit_s;
		await($pid, $limit_s, $program->{count_threads});
	};
	my ($why, $status) = ($@, $?);
	alarm 0;
	if ($why) {
		stop($pid);
		die $why if $why ne "timeout\n";
		return "no end after $limit_s s";
	}
	delete $alive{$pid};
	if ($status != 0) {
		my ($first) = text_of("$folder/errors") =~ /(\S.*)/;
		return 'failed: ' . ($first // "status $status");
	}
	my @after = times;
	my $cpu_s = $after[2] + $after[3] - $before[2] - $before[3];
	my @lines = eval { $program->{read}->(text_of("$folder/output"), $cpu_s) };
	return 'its output cannot be read' if !@lines;
	my $quantities = reduce(@lines);
	$quantities->{threads} = $threads if $program->{count_threads};
	return $quantities;
}

# The repeats of one run: the first is cold, and the others' median is what it is when warm.
sub reduce {
	my ($cold, @warm) = @_;
	my %quantities;
	@warm = ($cold) if !@warm;
	for my $key (grep { $cold->{$_} =~ /^[\d.e+-]+$/ } keys %$cold) {
		my @sorted = sort { $a <=> $b } map { $_->{$key} } @warm;
		$quantities{$key} = ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
		$quantities{"cold_$key"} = $cold->{$key};
	}
	return \%quantities;
}

# A line for each repeat, as our peers print them.
sub read_json {
	my ($text) = @_;
	return map { decode_json($_) } grep { /^\{/ } split /\n/, $text;
}

# One record of `convoy run --json`.
sub read_record {
	my ($text) = @_;
	my $record = decode_json($text);
	die if $record->{status} ne 'ok';
	return { map { $_ => $record->{$_} } qw(wall_s run_s) };
}

sub read_wrk {
	my ($text, $cpu_s) = @_;
	my ($requests) = $text =~ /(\d+) requests in/ or die;
	my ($rate) = $text =~ m{Requests/sec:\s*([\d.]+)} or die;
	die if $text =~ /Non-2xx|Socket errors/;
	return { requests_per_s => $rate, cpu_us_per_request => $cpu_s * 1e6 / $requests };
}

# fio's own figures of its CPU time, as its start takes a while.
sub read_fio {
	my ($text) = @_;
	$text =~ s/\A[^{]*//;
	my $job = decode_json($text)->{jobs}[0];
	my $cpu_s = ($job->{usr_cpu} + $job->{sys_cpu}) / 100 * $job->{job_runtime} / 1000;
	die if $job->{error};
	return {
		reads_per_s     => $job->{read}{iops},
		cpu_us_per_read => $cpu_s * 1e6 / $job->{read}{total_ios},
	};
}

1;
