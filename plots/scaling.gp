# scaling.gp - speed-up over the number of workers: two panels, both axes logarithmic
# DATA/scaling.tsv       panel runner limit ratio low high     measured points with their intervals
# DATA/scaling-fit.tsv   panel runner limit ratio              a fitted curve, densely; a runner may have none
# DATA/scaling-end.tsv   panel runner limit ratio label text   where a curve ends, and what stands there
# DATA/scaling.words     TITLE SUBTITLE SOURCE, PANEL1, PANEL2, CPUS, XMAX, YMIN, YMAX
load 'plots/theme.gp'
load DATA.'/scaling.words'
FILE = DATA.'/scaling.tsv'; FITS = DATA.'/scaling-fit.tsv'; ENDS = DATA.'/scaling-end.tsv'
within(name) = column('panel') == p ? column(name) : NaN
mine(r, name) = column('panel') == p ? of(r, name) : NaN

# what stands at the ends of a panel's curves, and the runners that have a fitted curve or points in it
array X_END[64]; array Y_END[64]
ENDS_OF_P = "n = 0; stats ENDS using (finite(within('ratio')) ? (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = strcol('text'), \
  X_END[n] = column('limit'), Y_END[n] = column('ratio')) : 0, 1) nooutput"
RUNNERS_IN_P = "using (LIST = finite(within('ratio')) ? listed(strcol('runner')) : LIST, 1) nooutput"
array ROOM[2]; array FITTED[2]; array SEEN[2]
do for [p = 1:2] {
  eval ENDS_OF_P; ROOM[p] = max(endroom(n), length(p == 1 ? PANEL1 : PANEL2, 15) - 290)
  LIST = ''; eval "stats FITS ".RUNNERS_IN_P; FITTED[p] = LIST
  LIST = ''; eval "stats FILE ".RUNNERS_IN_P; SEEN[p] = LIST
}

eval canvas(max(1120, 170 + PAD + ROOM[1] + ROOM[2] + 2*310), 550)
WIDE = (WIDTH - PAD - 154 - ROOM[1] - ROOM[2]) / 2
XMIN = 0.88; XEND = XMAX*1.12
set xrange [XMIN:XEND]; set yrange [YMIN:YMAX]
STEP2 = ceil(log2(YMAX/YMIN)/9.); STEP1 = max(1, ceil(log2(XMAX)/(WIDE/44.)))
set for [k = 0:30/STEP1] xtics add (count(2**(k*STEP1)) 2**(k*STEP1))
set for [k = -20:20] ytics add (times(2.**(k*STEP2)) 2.**(k*STEP2))

set multiplot
do for [p = 1:2] {
  if (p == 2) { unset label; unset arrow; unset object }
  unset logscale
  eval ENDS_OF_P
  set logscale xy
  eval box(p == 1 ? 80 : 154 + WIDE + ROOM[1], 66, p == 1 ? 80 + WIDE : 154 + 2*WIDE + ROOM[1], 480)
  set label p == 1 ? PANEL1 : PANEL2 at screen X(LEFT),Y(TOP - 44) font FACE.',15' tc rgb INK
  set label 'tasks in flight' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
  if (p == 1 && CPUS < XMAX) {
    set object rectangle from CPUS,graph 0 to graph 1,graph 1 behind fc rgb '#eef1f4' fs solid noborder
    if (xlog(CPUS, XMIN, XEND) + length('more in flight than CPUs', 11) < RIGHT + 30) {
      set label 'more in flight than CPUs' at screen X(xlog(CPUS, XMIN, XEND)),Y(TOP - 14) font FACE.',11' tc rgb MUTED
    } else { set label 'more in flight than CPUs' at screen X(RIGHT),Y(TOP - 14) right font FACE.',11' tc rgb MUTED }
  }
  slope = atan2((BOTTOM - TOP) / log(YMAX/YMIN), WIDE / log(XEND/XMIN))
  far = min(XMAX, YMAX)**0.72
  set label 'ideal' at screen X(xlog(far, XMIN, XEND) - 11*sin(slope)),Y(ylog(far, YMIN, YMAX) - 11*cos(slope)) \
    center rotate by slope*180/pi font FACE.',11' tc rgb MUTED
  do for [i = 1:n] { HOME[i] = xlog(X_END[i], XMIN, XEND); AT[i] = ylog(Y_END[i], YMIN, YMAX) }
  eval ends(n)
  plot x with lines dt (3,4) lw 1.2 lc rgb MUTED, \
    for [r in FITTED[p]] FITS using (mine(r, 'limit')):'ratio' with lines lw 1.8 lc rgb ink(r), \
    for [r in SEEN[p]] FILE using (mine(r, 'limit')):'ratio':'low':'high' with yerrorbars pt 7 ps size(1.7) lw 1.6 lc rgb '#ffffff', \
    for [r in SEEN[p]] FILE using (mine(r, 'limit')):'ratio':'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(r), \
    for [r in SEEN[p]] FILE using (mine(r, 'limit')):'ratio':(sprintf('%s, %g in flight: %.3g×', r, column('limit'), \
      column('ratio')).interval(0)) with labels hypertext point pt shape(r) ps size(1.1) lw 1.6 lc rgb ink(r)
}
unset multiplot
