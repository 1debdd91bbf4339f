# gil_share.gp - run time while the share of computing in a task grows, and from where on the lock is felt
# DATA/gil_share.tsv       runner share run_ms low high      share in per cent
# DATA/gil_share-end.tsv   runner share run_ms text          the last point of each line
# DATA/gil_share.words     TITLE SUBTITLE SOURCE, SHARES (per cent), YMAX (ms), SAME, APART (per cent: up to where threads with and without a lock
#                          are not told apart, and from where on they are; -1: nowhere)
load 'plots/theme.gp'
load DATA.'/gil_share.words'
FILE = DATA.'/gil_share.tsv'

array Y_END[64]
n = 0
stats DATA.'/gil_share-end.tsv' using (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = strcol('text'), Y_END[n] = column('run_ms'), 1) nooutput

eval canvas(1120, 540)
eval box(90, 34, WIDTH - PAD - endroom(n), 460)
YMIN = 0; XMIN = -3; XEND = 103
xlin(v) = LEFT + (RIGHT - LEFT)*(v - XMIN)/(XEND - XMIN)
TICK = 10**floor(log10(YMAX/4)); TICK = TICK * (YMAX/TICK > 30 ? 10 : YMAX/TICK > 12 ? 5 : YMAX/TICK > 6 ? 2 : 1)
set for [k = 0:12] ytics add ((k ? seconds(k*TICK) : '0') k*TICK)
set for [k in SHARES] xtics add (k.' %%' int(k))
set grid noxtics
set label 'share of a task spent computing' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
if (APART >= 0) {
  from = SAME >= 0 ? SAME : APART
  set object rectangle from APART,graph 0 to graph 1,graph 1 behind fc rgb tint('gil-thread', 0.07) fs solid noborder
  if (SAME >= 0) { set object rectangle from SAME,graph 0 to APART,graph 1 behind fc rgb tint('gil-thread', 0.03) fs solid noborder }
  set label 'the lock costs time' at screen X(xlin(APART) + 4),Y(TOP - 14) font FACE.',11' tc rgb ink('gil-thread')
}
do for [i = 1:n] { HOME[i] = xlin(100); AT[i] = BOTTOM - (Y_END[i] - YMIN)/(YMAX - YMIN)*(BOTTOM - TOP) }
eval ends(n)

set xrange [XMIN:XEND]; set yrange [YMIN:YMAX]
plot for [i = 1:n] FILE using (of(NAME[i], 'share')):'run_ms' with lines dt dash(NAME[i]) lw 1.8 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (of(NAME[i], 'share')):'run_ms' with points pt 7 ps size(1.5) lc rgb '#ffffff', \
  for [i = 1:n] FILE using (of(NAME[i], 'share')):'run_ms':'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(NAME[i]), \
  for [i = 1:n] FILE using (of(NAME[i], 'share')):'run_ms':(sprintf('%s, %.3g %% computing: %.4g ms', NAME[i], column('share'), \
    column('run_ms')).interval(0)) with labels hypertext point pt shape(NAME[i]) ps size(1) lw 1.6 lc rgb ink(NAME[i])
