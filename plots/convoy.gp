# convoy.gp - what requests take beside threads that compute: the mean over hogs and switch interval, and one cell's distribution
# DATA/convoy.tsv        runner interval_ms hogs mean_ms low high      interval_ms: 0 for threads without a lock; a line's points
#                                                                  in ascending order: the hog-free one stands in each
# DATA/convoy-end.tsv    runner interval_ms hogs mean_ms text          the last point of each line
# DATA/convoy-ecdf.tsv   runner request_ms answered                    ascending steps; answered: the share of requests by then, 0..1
# DATA/convoy-mark.tsv   runner text                                   'p50 7 us · p99 10 ms'
# DATA/convoy.words      TITLE SUBTITLE SOURCE, HOGS, YMIN, YMAX (ms), ECDF (0: none), ECDF_NAME, ECDF_INTERVAL, XMIN, XMAX (ms)
load 'plots/theme.gp'
load DATA.'/convoy.words'
FILE = DATA.'/convoy.tsv'; ENDS = DATA.'/convoy-end.tsv'; STEPS = DATA.'/convoy-ecdf.tsv'; MARKS = DATA.'/convoy-mark.tsv'

# a label's text, a line for each part
dot(s) = strstrt(s, ' · ')
parts(s) = dot(s) ? s[1:dot(s) - 1]."\n".parts(s[dot(s) + 3:*]) : s

# the lines: a runner at an interval
array WHO[64]; array INTERVAL[64]; array X_END[64]; array Y_END[64]
m = 0; LIST = ''
stats ENDS using (m = m + 1, WHO[m] = strcol('runner'), INTERVAL[m] = column('interval_ms'), LIST = listed(strcol('runner')), \
  X_END[m] = column('hogs'), Y_END[m] = column('mean_ms'), 1) nooutput
last = real(word(HOGS, words(HOGS)))
# one label for each interval, where its lines end
k = 0
do for [i = 1:m] {
  old = 0
  do for [j = 1:k] { if (FROM[j] == INTERVAL[i]) { old = j } }
  if (old) { AT[old] = sqrt(AT[old]*Y_END[i]) } else { k = k + 1; FROM[k] = INTERVAL[i]; AT[k] = Y_END[i]; HOME[k] = X_END[i] }
}

eval canvas(1240, 560)
MIDDLE = ECDF ? 0.54*WIDTH : WIDTH - PAD - 40
eval box(90, 92, MIDDLE - 90, 480)
position(h) = sum [i = 1:words(HOGS)] (real(word(HOGS, i)) < h ? 1 : 0)
shift(i) = (strstrt(WHO[i], 'python-') == 1 ? 0.03 : -0.03)
xat(x) = LEFT + (RIGHT - LEFT)*(x + 0.25)/(words(HOGS) - 0.5)

set multiplot
# the key, in the colours of the lines
x = LEFT
do for [r in LIST] {
  set arrow from screen X(x),Y(TOP - 48) to screen X(x + 34),Y(TOP - 48) nohead dt dash(r) lw 1.8 lc rgb ink(r)
  who = r; set label who at screen X(x + 42),Y(TOP - 48) font FACE.',13' tc rgb ink(r)
  x = x + 42 + length(r, 13) + 26
}
set label 'mean latency of a request' at screen X(LEFT),Y(TOP - 78) font FACE.',15' tc rgb INK
set label 'switch interval' at screen X(RIGHT + 12),Y(TOP - 12) font FACE.',11' tc rgb MUTED
do for [i = 1:k] { AT[i] = ylog(AT[i], YMIN, YMAX); SIZE[i] = 19; INTERVAL_ = FROM[i]; NAME[i] = INTERVAL_ > 0 ? seconds(INTERVAL_) : 'no lock' }
eval dodge(k, TOP, BOTTOM)
do for [i = 1:k] { set label NAME[i].'' at screen X(RIGHT + 12),Y(AT[i]) font FACE.',13' tc rgb MUTED }
set label 'threads that only compute (hogs)' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
set for [h in HOGS] xtics add (h position(real(h)))
set for [d = -6:9] for [t in (YMAX/YMIN > 8000 ? '1' : '1 3')] ytics add (seconds(t*10.**d) t*10.**d)
set grid noxtics
set logscale y
set xrange [-0.25:words(HOGS) - 0.75]; set yrange [YMIN:YMAX]
mine(i, name) = column('interval_ms') == INTERVAL[i] ? of(WHO[i], name) : NaN
xof(i) = (v = mine(i, 'hogs'), finite(v) ? position(v) + shift(i) : NaN)
plot for [i = 1:m] FILE using (xof(i)):(mine(i, 'mean_ms')) with lines dt dash(WHO[i]) lw 1.8 lc rgb ink(WHO[i]), \
  for [i = 1:m] FILE using (xof(i)):(mine(i, 'mean_ms')) with points pt 7 ps size(1.7) lc rgb '#ffffff', \
  for [i = 1:m] FILE using (xof(i)):(mine(i, 'mean_ms')):'low':'high' with yerrorbars pt -1 lw 1.6 lc rgb ink(WHO[i]), \
  for [i = 1:m] FILE using (xof(i)):(mine(i, 'mean_ms')):(sprintf('%s, %g hogs, %g ms: mean %s', WHO[i], column('hogs'), column('interval_ms'), \
    seconds(column('mean_ms')))) with labels hypertext point pt shape(WHO[i]) ps size(1.1) lw 1.7 lc rgb ink(WHO[i])

if (ECDF) {
  unset label; unset arrow; unset object; unset logscale
  eval box(MIDDLE + 66, 92, WIDTH - PAD - 12, 480)
  set label ECDF_NAME at screen X(LEFT),Y(TOP - 78) font FACE.',15' tc rgb INK
  x = LEFT; n = 0
  stats MARKS using (n = n + 1, NAME[n] = strcol('runner'), TEXT[n] = parts(strcol('text')), 1) nooutput
  do for [i = 1:n] { SIZE[i] = max(length(NAME[i], 13), 80) + 24 }
  do for [i = 1:n] {
    set label NAME[i] at screen X(x),Y(TOP - 49) font FACE.',13' tc rgb ink(NAME[i])
    set label TEXT[i] at screen X(x),Y(TOP - 31) font FACE.',10.5' tc rgb MUTED
    x = x + SIZE[i]
  }
  do for [i = 1:2] {
    if (i*ECDF_INTERVAL < XMAX) {
      set arrow from i*ECDF_INTERVAL,graph 0 to i*ECDF_INTERVAL,graph 1 nohead dt (3,4) lw 1.2 lc rgb MUTED back
      if (i == 1) { set label 'one interval' at screen X(xlog(ECDF_INTERVAL, XMIN, XMAX) - 6),Y(BOTTOM - 12) right font FACE.',11' tc rgb MUTED }
      else { set label 'two' at screen X(xlog(2*ECDF_INTERVAL, XMIN, XMAX) + 5),Y(BOTTOM - 12) font FACE.',11' tc rgb MUTED }
    }
  }
  set label 'latency of a request' at screen X((LEFT + RIGHT)/2),Y(BOTTOM + 48) center font FACE.',13' tc rgb MUTED
  set xtics (); set ytics ()
  set for [d = -6:9] for [t in (XMAX/XMIN > 300 ? '1' : '1 3')] xtics add (seconds(t*10.**d) t*10.**d)
  set for [d = 0:4] ytics add (sprintf('%d %%%%', 25*d) 0.25*d)
  set logscale x
  set xrange [XMIN:XMAX]; set yrange [0:1.02]
  plot for [i = 1:n] STEPS using (of(NAME[i], 'request_ms')):'answered' with steps dt dash(NAME[i]) lw 1.9 lc rgb ink(NAME[i])
}
unset multiplot
