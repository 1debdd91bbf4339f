# The table: medians over the rounds, the least and the greatest, and ratios within the rounds.
package Table;
use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(max);

our @EXPORT_OK = qw(table_rows table_print number);

my @head = ('figure', 'program', 'median (least to greatest)', 'Convoy is better by', 'goal', 'met');

# A number as people read it: three or four digits.
sub number {
	my ($value) = @_;
	my $digits = $value == int $value || abs $value >= 99.995 ? 0 : abs $value >= 0.9995 ? 2 : 3;
	my $text = sprintf '%.*f', $digits, $value;
	1 while $digits == 0 && $text =~ s/^(-?\d+)(\d{3})/$1,$2/;
	return $text;
}

sub median {
	my @sorted = sort { $a <=> $b } @_;
	return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

# median UNIT (least to greatest)
sub spread {
	my ($unit, @values) = @_;
	my @sorted = sort { $a <=> $b } @values;
	my $scale = 1;
	($unit, $scale) = ('GB', 1e9) if $unit eq 'B' && $sorted[-1] >= 1e9;
	my ($least, $middle, $greatest) = map { number($_ / $scale) }
		($sorted[0], median(@values), $sorted[-1]);
	my $text = $unit eq '' ? $middle : "$middle $unit";
	return @values > 1 ? "$text ($least to $greatest)" : $text;
}

# The values of a program, round by round: undef where it has none.
sub values_of {
	my ($runs, $label, $key) = @_;
	return map { ref $_->{$label} ? $_->{$label}{$key} : undef } @$runs;
}

sub reason {
	my ($runs, $label) = @_;
	my ($why) = grep { defined && !ref } map { $_->{$label} } @$runs;
	return $why // 'not run';
}

# how many times better the subject was, round by round, where both have a value
sub ratios {
	my ($more, $subject, $peer) = @_;
	my @ratios;
	for my $round (0 .. $#$subject) {
		my ($ours, $theirs) = ($subject->[$round], $peer->[$round]);
		next if !$ours || !$theirs;
		push @ratios, $more ? $ours / $theirs : $theirs / $ours;
	}
	return @ratios;
}

sub verdict {
	my ($judged, $met) = @_;
	return !$judged ? 'not judged' : $met ? 'yes' : 'no';
}

# What a program came to, or why it came to nothing.
sub came_to {
	my ($row, $runs, $label) = @_;
	my @known = grep { defined } values_of($runs, $label, $row->{key});
	return @known ? spread($row->{unit}, @known) : reason($runs, $label);
}

sub subject_row {
	my ($row, $runs, $judged) = @_;
	my @cells = ($row->{title}, $row->{subject}, came_to($row, $runs, $row->{subject}), '', '', '');
	return \@cells if !$row->{most};
	my @known = grep { defined } values_of($runs, $row->{subject}, $row->{key});
	$cells[4] = spread($row->{unit}, $row->{most});
	$cells[4] = "<= $cells[4]";
	$cells[5] = verdict($judged, median(@known) <= $row->{most}) if @known;
	return \@cells;
}

sub peer_row {
	my ($row, $runs, $peer, $judged) = @_;
	my ($label, $goal) = @$peer;
	my @cells = ('', $label, came_to($row, $runs, $label), '', '', '');
	my @ratios = ratios(
		$row->{more}, map { [values_of($runs, $_, $row->{key})] } $row->{subject}, $label);
	$cells[4] = '>= ' . number($goal) . ' x' if $goal;
	return \@cells if !@ratios;
	$cells[3] = spread('x', @ratios);
	$cells[5] = verdict($judged, median(@ratios) >= $goal) if $goal;
	return \@cells;
}

# The rows for one row of a figure. `runs` has a hash for each round: what each program came to.
sub table_rows {
	my ($row, $runs, $judged) = @_;
	my @peers = map { peer_row($row, $runs, $_, $judged) } @{ $row->{against} };
	return (subject_row($row, $runs, $judged), @peers);
}

sub table_print {
	my (@rows) = (\@head, @_);
	my @columns = 0 .. $#head;
	my @widths = map { my $i = $_; max(map { length $_->[$i] } @rows) } @columns;
	my $rule = [map { '-' x $_ } @widths];
	for my $row ($rows[0], $rule, @rows[1 .. $#rows]) {
		print '| ', join(' | ', map { sprintf '%-*s', $widths[$_], $row->[$_] } @columns), " |\n";
	}
}

1;
