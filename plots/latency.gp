# latency.gp - how the latency of the tasks is distributed; the axis stretches the slow end
# DATA/latency.tsv        runner latency_ms finished      ascending steps; finished: the share of tasks done by then, 0..1
# DATA/latency-mark.tsv   runner p50 p99 text             text: the two in words, 'p50 2.9 · p99 3.9 ms'
# DATA/latency.words      TITLE SUBTITLE SOURCE, XMIN, XMAX, SAMPLES (of each runner)
load 'plots/theme.gp'
load DATA.'/latency.words'
FILE = DATA.'/latency.tsv'

# the axis counts nines: p90 is 1, p99 is 2; the last step, to all of them, ends at the upper edge
TOPMOST = log10(SAMPLES) + 0.25
nines(share) = share < 1 ? min(-log10(1 - share), TOPMOST) : TOPMOST

array P50[64]; array P99[64]; array LAST[64]
n = 0
stats DATA.'/latency-mark.tsv' using (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = strcol('text'), \
  P50[n] = column('p50'), P99[n] = column('p99'), 1) nooutput
do for [i = 1:n] {
  LAST[i] = XMIN
  stats FILE using (of(NAME[i], 'latency_ms') > LAST[i] ? LAST[i] = column('latency_ms') : 0, 1) nooutput
}
# a label has the name, and below it one line for each part of the text
dot(s) = strstrt(s, ' · ')
parts(s) = dot(s) ? s[1:dot(s) - 1]."\n".parts(s[dot(s) + 3:*]) : s
longest(s) = strstrt(s, "\n") ? max(length(s[1:strstrt(s, "\n") - 1], 10.5), longest(s[strstrt(s, "\n") + 1:*])) : length(s, 10.5)
rows = 1; total = 0
do for [i = 1:n] {
  TEXT[i] = parts(TEXT[i].''); rows = max(rows, lines(TEXT[i]))
  SIZE[i] = max(length(NAME[i], 13), longest(TEXT[i])) + 14; total = total + SIZE[i]
}
eval canvas(max(1120, int(total) + 2*PAD), 500 + 17*rows)
eval box(96, 62 + 17*rows, WIDTH - PAD - 20, 430 + 17*rows)

# the labels stand above the places where the curves leave, and are moved apart as much as needed
do for [i = 1:n] { HOME[i] = xlog(LAST[i], XMIN, XMAX); AT[i] = HOME[i] }
eval dodge(n, PAD, WIDTH - PAD)
do for [i = 1:n] {
  set arrow from screen X(HOME[i]),Y(TOP - 3) to screen X(AT[i]),Y(TOP - 27) nohead lw 1 lc rgb RULE back
  set label NAME[i] at screen X(AT[i]),Y(TOP - 41 - 17*rows) center font FACE.',13' tc rgb ink(NAME[i])
  set label TEXT[i] at screen X(AT[i]),Y(TOP - 22 - 17*lines(TEXT[i])) center font FACE.',10.5' tc rgb MUTED
}
set label 'latency of a task' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
set for [k = -6:9] for [m in decade(XMIN, XMAX)] xtics add (seconds(m*10.**k) m*10.**k)
set ytics add ('0 %%' 0)
set for [p in '50 90 99 99.9 99.99 99.999'] ytics add ((nines(p/100.) < TOPMOST ? 'p'.p : '') nines(p/100.))

set logscale x
set xrange [XMIN:XMAX]; set yrange [0:TOPMOST]
plot for [i = 1:n] FILE using (of(NAME[i], 'latency_ms')):(nines(column('finished'))) with steps lw 1.8 lc rgb ink(NAME[i]), \
  for [i = 1:n] for [q = 0:1] '+' using (q ? P99[i] : P50[i]):(nines(q ? 0.99 : 0.5)) every ::0::0 with points pt 7 ps size(2) lc rgb '#ffffff', \
  for [i = 1:n] for [q = 0:1] '+' using (q ? P99[i] : P50[i]):(nines(q ? 0.99 : 0.5)):(sprintf('%s, p%d: %.3g ms', NAME[i], q ? 99 : 50, \
    q ? P99[i] : P50[i])) every ::0::0 with labels hypertext point pt shape(NAME[i]) ps size(1.3) lw 1.6 lc rgb ink(NAME[i])
