# gil_interval.gp - what handing the lock over costs: a panel for each number of threads, over the switch interval
# DATA/gil_interval.tsv      limit runner interval_ms slowdown low high
# DATA/gil_interval-end.tsv  limit runner interval_ms slowdown text       the last point of each line
# DATA/gil_interval.words    TITLE SUBTITLE SOURCE, LIMITS (the panels), INTERVALS (ms), YMIN, YMAX, PRESET (ms: Python's own)
load 'plots/theme.gp'
load DATA.'/gil_interval.words'
FILE = DATA.'/gil_interval.tsv'; ENDS = DATA.'/gil_interval-end.tsv'
panels = words(LIMITS)
XMIN = real(word(INTERVALS, 1)); XMAX = real(word(INTERVALS, words(INTERVALS)))
array Y_END[64]
ENDS_OF_P = "n = 0; stats ENDS using (column('limit') == THREADS ? (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = '', \
  Y_END[n] = column('slowdown')) : 0, 1) nooutput"
ROOM = 0
do for [p = 1:panels] { THREADS = int(word(LIMITS, p)); eval ENDS_OF_P; ROOM = max(ROOM, endroom(n)) }

eval canvas(1120, 500)
GAP = 28
WIDE = (WIDTH - PAD - 80 - ROOM - (panels - 1)*GAP) / (1.*panels)
X0 = XMIN/1.5; X1 = XMAX*1.5
set for [m in INTERVALS] xtics add (sprintf('%g ms', real(m)) real(m))
set grid noxtics
TICK = YMAX - YMIN > 1.2 ? 0.5 : YMAX - YMIN > 0.5 ? 0.2 : YMAX - YMIN > 0.2 ? 0.1 : 0.05
mine(r, name) = column('limit') == THREADS ? of(r, name) : NaN
apart(i) = 1 + (i - (n + 1)/2.)*0.14

set multiplot
do for [p = 1:panels] {
  THREADS = int(word(LIMITS, p))
  if (p > 1) { unset label; unset arrow; unset object }
  unset logscale
  eval ENDS_OF_P
  eval box(80 + (p - 1)*(WIDE + GAP), 46, 80 + (p - 1)*(WIDE + GAP) + WIDE, 430)
  set label sprintf('%d threads', THREADS) at screen X(LEFT),Y(TOP - 24) font FACE.',15' tc rgb INK
  if (p == 1) {
    set label 'serial' at screen X(LEFT + 6),Y(BOTTOM - (1 - YMIN)/(YMAX - YMIN)*(BOTTOM - TOP) + 11) font FACE.',11' tc rgb ink('serial')
    set ytics ()
    set for [k = 0:200] ytics add (sprintf('%g×', k*TICK) k*TICK)
  } else { set ytics (); set for [k = 0:200] ytics add ('' k*TICK) }
  set label 'switch interval' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
  set arrow from PRESET,graph 0 to PRESET,graph 1 nohead dt (3,4) lw 1.2 lc rgb MUTED back
  if (p == 1) { set label "Python's preset" at screen X(xlog(PRESET, X0, X1)),Y(TOP - 10) center font FACE.',11' tc rgb MUTED }
  if (p == panels) {
    do for [i = 1:n] { HOME[i] = xlog(XMAX, X0, X1); AT[i] = BOTTOM - (Y_END[i] - YMIN)/(YMAX - YMIN)*(BOTTOM - TOP) }
    eval ends(n)
  }
  set logscale x
  set xrange [X0:X1]; set yrange [YMIN:YMAX]
  plot (1) with lines lw 1.6 lc rgb ink('serial'), \
    for [i = 1:n] FILE using (mine(NAME[i], 'interval_ms')*apart(i)):'slowdown' with lines dt dash(NAME[i]) lw 1.8 lc rgb ink(NAME[i]), \
    for [i = 1:n] FILE using (mine(NAME[i], 'interval_ms')*apart(i)):'slowdown' with points pt 7 ps size(1.8) lc rgb '#ffffff', \
    for [i = 1:n] FILE using (mine(NAME[i], 'interval_ms')*apart(i)):'slowdown':'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(NAME[i]), \
    for [i = 1:n] FILE using (mine(NAME[i], 'interval_ms')*apart(i)):'slowdown':(sprintf('%s, %g threads, %g ms: %.3g×', NAME[i], THREADS, \
      column('interval_ms'), column('slowdown')).interval(0)) \
      with labels hypertext point pt shape(NAME[i]) ps size(1.15) lw 1.8 lc rgb ink(NAME[i])
}
unset multiplot
