# gil_scaling.gp - the same computing by more and more workers, with a lock, without, and in CPython
# DATA/gil_scaling.tsv       runner limit ratio low high     measured points with their intervals
# DATA/gil_scaling-end.tsv   runner limit ratio text         where a line ends, and what stands there
# DATA/gil_scaling.words     TITLE SUBTITLE SOURCE, CPUS, XMAX, YMIN, YMAX
load 'plots/theme.gp'
load DATA.'/gil_scaling.words'
FILE = DATA.'/gil_scaling.tsv'

array X_END[64]; array Y_END[64]
n = 0
stats DATA.'/gil_scaling-end.tsv' using (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = strcol('text'), \
  X_END[n] = column('limit'), Y_END[n] = column('ratio'), 1) nooutput

eval canvas(1120, 500)
eval box(80, 34, WIDTH - PAD - endroom(n), 430)
XMIN = 0.85; XEND = XMAX*1.18
set for [k = 0:12] xtics add (count(2**k) 2**k)
set for [k = -8:8] for [m in (YMAX/YMIN > 6 ? '1' : '1 1.5')] ytics add (times(m*2.**k) m*2.**k)
set label 'workers' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
if (CPUS < XMAX) {
  set object rectangle from CPUS,graph 0 to graph 1,graph 1 behind fc rgb '#eef1f4' fs solid noborder
  set label 'more workers than CPUs' at screen X(xlog(CPUS, XMIN, XEND)),Y(TOP - 14) font FACE.',11' tc rgb MUTED
}
# lines that lie on each other stand side by side
apart(i) = 2**((i - (n + 1)/2.)*0.045)
do for [i = 1:n] { HOME[i] = xlog(X_END[i]*apart(i), XMIN, XEND); AT[i] = ylog(Y_END[i], YMIN, YMAX) }
NAME[n + 1] = 'serial'; TEXT[n + 1] = '1×'; HOME[n + 1] = RIGHT - 8; AT[n + 1] = ylog(1, YMIN, YMAX)
eval ends(n + 1)
set label 'all that the CPUs can do' at screen X(RIGHT - 6),Y(ylog(CPUS, YMIN, YMAX) - 11) right font FACE.',11' tc rgb MUTED
set samples 2000

at(i, r) = of(r, 'limit')*apart(i)
set logscale xy
set xrange [XMIN:XEND]; set yrange [YMIN:YMAX]
plot (1) with lines lw 1.6 lc rgb ink('serial'), (x < CPUS ? x : CPUS) with lines dt (3,4) lw 1.2 lc rgb MUTED, \
  for [i = 1:n] FILE using (at(i, NAME[i])):'ratio' with lines dt dash(NAME[i]) lw 1.8 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (at(i, NAME[i])):'ratio' with points pt 7 ps size(1.8) lc rgb '#ffffff', \
  for [i = 1:n] FILE using (at(i, NAME[i])):'ratio':'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (at(i, NAME[i])):'ratio':(sprintf('%s, %g workers: %.3g×', NAME[i], column('limit'), \
    column('ratio')).interval(0)) with labels hypertext point pt shape(NAME[i]) ps size(1.15) lw 1.8 lc rgb ink(NAME[i])
