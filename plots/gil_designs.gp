# gil_designs.gp - the designs of a lock side by side: what each does to computing, and to requests beside computing
# DATA/gil_designs-row.tsv       row runner name summary                      a row for each design, and one for the real lock
# DATA/gil_designs.tsv           row runner workers slowdown low high text    computing, over serial's time
# DATA/gil_designs-request.tsv   row runner hogs requests low high text       requests a second; 0: none was answered
# DATA/gil_designs.words         TITLE SUBTITLE SOURCE, WORKERS, HOGS, SLOW_MIN, SLOW_MAX, REQUEST_MIN, REQUEST_MAX
load 'plots/theme.gp'
load DATA.'/gil_designs.words'
ROWS = DATA.'/gil_designs-row.tsv'; SLOW = DATA.'/gil_designs.tsv'; REQUESTS = DATA.'/gil_designs-request.tsv'

array WHO[32]; array SUMMARY[32]
n = 0
stats ROWS using (n = n + 1, NAME[n] = strcol('name'), WHO[n] = strcol('runner'), SUMMARY[n] = strcol('summary'), 1) nooutput
SIDE = PAD + 290
LINE = 24; ROWH = 24 + LINE*max(words(WORKERS), words(HOGS))
eval canvas(1240, n*ROWH + 112)
GAP = 96
WIDE = (WIDTH - PAD - SIDE - GAP - 60) / 2.
nth(list, v) = sum [i = 1:words(list)] (real(word(list, i)) == v ? i : 0)
y(row, list, v) = TOP + row*ROWH + ROWH/2. + (nth(list, v) - (words(list) + 1)/2.)*LINE
file(p) = p == 1 ? SLOW : REQUESTS
list(p) = p == 1 ? WORKERS : HOGS
by(p) = p == 1 ? 'workers' : 'hogs'
of_what(p) = p == 1 ? 'slowdown' : 'requests'

set multiplot
do for [p = 1:2] {
  if (p == 2) { unset label; unset object }
  unset logscale
  eval runners(file(p))
  eval box(SIDE + (p - 1)*(WIDE + GAP), 50, SIDE + (p - 1)*(WIDE + GAP) + WIDE, 50 + n*ROWH)
  XMIN = p == 1 ? SLOW_MIN : REQUEST_MIN; XMAX = p == 1 ? SLOW_MAX : REQUEST_MAX
  set label (p == 1 ? 'computing takes, over serial' : 'requests answered in a second') at screen X(LEFT),Y(TOP - 26) font FACE.',15' tc rgb INK
  do for [i = 1:n] {
    if (i % 2) { set object rectangle from screen X(p == 1 ? PAD - 10 : LEFT - GAP + 10),Y(TOP + (i - 1)*ROWH) to screen X(RIGHT + 60),Y(TOP + i*ROWH) behind fc rgb WASH fs solid noborder }
    if (p == 1) {
      says = wrap(SUMMARY[i].'', 11, SIDE - PAD - 84); up = 9*lines(says)
      set label NAME[i] at screen X(PAD),Y(TOP + (i - 0.5)*ROWH - up) font FACE.',15' tc rgb ink(WHO[i])
      set label says at screen X(PAD),Y(TOP + (i - 0.5)*ROWH - up + 22) font FACE.',11' tc rgb MUTED
    }
    do for [v in list(p)] {
      set label (p == 1 ? v.' threads' : v eq '1' ? '1 hog' : v.' hogs') at screen X(LEFT - 12),Y(y(i - 1, list(p), real(v))) right font FACE.',11' tc rgb MUTED
    }
  }
  set logscale x
  set xrange [XMIN:XMAX]; set yrange [BOTTOM:TOP]; unset ytics; set xtics ()
  if (p == 1) { set for [k = -8:8] for [m in (XMAX/XMIN > 10 ? '1' : '1 1.5')] xtics add (times(m*2.**k) m*2.**k) }
  else { TENS = ceil(log10(XMAX/XMIN)/6.); set for [k = 0:9] xtics add (sprintf('%g', 10.**(k*TENS)) 10.**(k*TENS)) }
  if (p == 1 && XMIN < 1) { set arrow 1 from 1,graph 0 to 1,graph 1 nohead lw 1.6 lc rgb ink('serial') back } else { unset arrow }
  seen(c) = max(column(of_what(p)), XMIN)
  plot for [r in LIST] file(p) using (finite(of(r, of_what(p))) ? seen(0) : NaN):(y(column('row'), list(p), column(by(p)))):(max(column('low'), XMIN)):(max(column('high'), XMIN)) \
      with xerrorbars pt -1 lw 2 lc rgb ink(r), \
    for [r in LIST] file(p) using (finite(of(r, of_what(p))) ? seen(0) : NaN):(y(column('row'), list(p), column(by(p)))) with points pt filled(r) ps size(1.4) lc rgb '#ffffff', \
    for [r in LIST] file(p) using (finite(of(r, of_what(p))) ? seen(0) : NaN):(y(column('row'), list(p), column(by(p)))):(sprintf('%s: %.4g', r, column(of_what(p))).interval(0)) with labels hypertext point pt shape(r) ps size(1.15) lw 1.6 lc rgb ink(r), \
    file(p) using (max(seen(0), upto(seen(0)))):(y(column('row'), list(p), column(by(p)))):(strcol('text')) with labels left offset 1.2,0 font FACE.',11' tc rgb INK
}
unset multiplot
