#!/bin/sh
# Every number that a report says stands in its campaign's summary.csv.
exec perl -e '
	use strict;
	my @folders = (glob("tests/golden"), map { s{/plan.json$}{}r } glob("results/*/plan.json"));
	my $count = 0;
	for my $folder (@folders) {
		my $report = -e "$folder/REPORT.md" ? "$folder/REPORT.md" : "REPORT.md";
		next unless -e $report && -e "$folder/summary.csv";
		my %known;
		open my $csv, "<", "$folder/summary.csv" or die;
		while (<$csv>) {
			chomp;
			my $text = (split /,/)[-1];
			$known{$1} = 1 while $text =~ /(\d+(?:\.\d+)?)/g;
			# the names of works, as in "mix-10%@64/thread"
			my $subject = /^"([^"]*)"/ ? $1 : "";
			$known{$1} = 1 while $subject =~ /(\d+)/g;
		}
		my (@strange, $said);
		open my $in, "<", $report or die;
		while (<$in>) {
			last if /^## Machine/;
			s/`[^`]*`//g;          # code
			s/\]\([^)]*\)/]/g;     # where links lead
			s/^\d+\. //;           # numbers of a list
			while (/(\d+(?:\.\d+)?)/g) {
				$said++;
				push @strange, "$1 in: $_" unless $known{$1};
			}
		}
		$count++;
		my $ok = $said && !@strange;
		print $ok ? "ok" : "not ok", " $count - $report: each of its ", $said // 0,
			" numbers is in summary.csv\n";
		print "# $_" for @strange;
	}
	print $count ? "1..$count\n" : "1..0 # SKIP no report here\n";
'
