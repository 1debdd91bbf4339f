#!/usr/bin/perl
# A runner in another language than ours, as runners/README.md describes it: it knows noop and count. FAULT,
# in the environment, names what it does wrong.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

$| = 1;
my $fault = $ENV{FAULT} // '';

sub fault { return $fault eq shift }
sub now { return int(clock_gettime(CLOCK_MONOTONIC) * 1e9) }

sub part_ways {
	die "no such luck\n" if fault 'dies before it is ready';
	print qq({"failed":""}\n) and die "it was dark\n" if fault 'fails without a reason';
	print qq({"skipped":""}\n) and exit 0 if fault 'skips without a reason';
	print qq({"failed":"I would rather not"}\n) and exit 1 if fault 'fails';
	print qq({"skipped":"I have no such thing"}\n) and exit 0 if fault 'skips';
	print qq({"hello":1}\n) if fault 'is not ready';
	print "Hello, world\n" if fault 'chats';
	print qq([1]\n) if fault 'says a list';
	print 'x' x 100_000 if fault 'never ends its line';
	if (fault 'leaves a child with its output' and fork == 0) { sleep 1000; exit 0 }
	exit 0 if fault 'leaves a child with its output';
}

sub stumble {
	die "first\nsecond\nthird\n" if fault 'dies in its tasks';
	kill KILL => $$ if fault 'is killed';
	print STDERR "line $_\n" for 1 .. (fault('talks much') ? 100_000 : 0);
	exit 7 if fault 'talks much';
	if (fault 'says first what is wrong') {
		print STDERR "\n \nno such command\n\n", map("Did you mean number $_?\n", 1 .. 100), "\nSee the help.\n";
		exit 127;
	}
	if (fault 'says a lot first') { print STDERR 'a' x 100, "b\n", map("line $_\n", 1 .. 100); exit 7 }
	if (fault 'traces back') { print STDERR "Traceback:\n", map("  line $_\n", 1 .. 100), "Error: bad luck\n"; exit 1 }
	if (fault 'closes its output') { close STDOUT; open STDOUT, '>', '/dev/null'; sleep 1000 }
	sleep 1000 if fault 'hangs';
	if (fault 'leaves a child' and fork == 0) { sleep 1000; exit 0 }
	if (fault 'hangs with a child') { fork; sleep 1000 }
	print qq({"failed":"task 2: out of luck"}\n) and exit 1 if fault 'fails in a task';
}

# what is told of a task, and what is told instead
sub told {
	my ($i, $start, $value) = @_;
	my $end = now;
	$i = 1_000_000 if fault 'invents a task';
	$i = -1 if fault 'counts from -1';
	$start = 0 if fault 'has another clock';
	$end = $start - 1 if fault 'ends before it begins';
	$end += 1_000_000_000_000 if fault 'ends in the future';
	$value += 1 if fault 'reckons wrong' and $i == 3;
	my $hex = fault('says what it likes') ? 'xyz' : sprintf '%x', $value;
	my $line = qq({"task":$i,"start_ns":$start,"end_ns":$end,"value":"$hex"}\n);
	return fault('does a task twice') && $i == 2 ? $line x 2 : $line;
}

my $job = <STDIN>;
my ($workload) = $job =~ /"workload":"(\w+)"/;
my ($tasks) = $job =~ /"tasks":(\d+)/;
my ($iterations) = $job =~ /"iterations":(\d+)/;
if ($workload ne 'noop' and $workload ne 'count') {
	print qq({"skipped":"there is no $workload in Perl"}\n);
	exit 0;
}
part_ways;
printf qq({"ready":{"interpreter":"Perl %vd"}}\n), $^V;
<STDIN> =~ /"go":true/ or die "no go\n";
stumble;

my @told;
for my $i (0 .. $tasks - 1) {
	next if fault('forgets a task') and $i == 2;
	my $start = now;
	my $value = $i;
	if ($workload eq 'count') { $value++ for 1 .. $iterations }
	push @told, told($i, $start, $value);
}
print @told, qq({"done":true}\n);
sleep 1000 if fault 'stays';
exit 3 if fault 'ends badly';
