# overview.gp - a forest of ratios: groups (workloads) from top to bottom, in each a row for every runner
# (other charts than the overview are drawn by it, too: CHART is the name of their files)
# DATA/overview.tsv     group group_label runner ratio low high serial_text ratio_text    rows of a group stand together
# DATA/overview.words   TITLE SUBTITLE SOURCE, GROUPS, XMIN, XMAX
load 'plots/theme.gp'
load DATA.'/'.CHART.'.words'
FILE = DATA.'/'.CHART.'.tsv'
XMIN = min(XMIN, 0.95); XMAX = max(XMAX, 1.05)

# read all rows; a row's place in its group is its turn
array WHO[256]; array RATIO[256]; array LOW[256]; array HIGH[256]; array IN[256]; array TURN[256]; array SAYS[256]
array GROUP[GROUPS]; array SERIAL[GROUPS]
n = 0; deep = 0; side = 0
stats FILE using (n = n + 1, WHO[n] = strcol('runner'), RATIO[n] = column('ratio'), LOW[n] = column('low'), HIGH[n] = column('high'), \
  SAYS[n] = strcol('ratio_text'), IN[n] = int(column('group')), TURN[n] = n > 1 && IN[n] == IN[max(n - 1, 1)] ? TURN[n-1] + 1 : 0, \
  GROUP[IN[n] + 1] = strcol('group_label'), SERIAL[IN[n] + 1] = strcol('serial_text'), \
  deep = max(deep, TURN[n] + 1), side = max(side, length(strcol('group_label'), 15)), 1) nooutput
ROWH = 20; TALL = ROWH*deep + 16
eval canvas(1120, GROUPS*TALL + 96)
SIDE = PAD + min(side, 240) + 20
eval box(SIDE, 36, WIDTH - PAD - 104, 36 + GROUPS*TALL)
y(i) = TOP + IN[i]*TALL + 8 + (TURN[i] + 0.5)*ROWH
x(v) = xlog(v, XMIN, XMAX)

do for [g = 1:GROUPS] {
  if (g % 2) { set object rectangle from screen X(LEFT),Y(TOP + (g - 1)*TALL) to screen X(RIGHT),Y(TOP + g*TALL) behind fc rgb WASH fs solid noborder }
  set label wrap(GROUP[g].'', 15, SIDE - PAD - 10) at screen X(LEFT - 18),Y(TOP + (g - 0.5)*TALL) right font FACE.',15' tc rgb INK
  set label SERIAL[g].'' at screen X(RIGHT + 20),Y(TOP + (g - 0.5)*TALL) font FACE.',13' tc rgb INK
}
set label 'serial takes' at screen X(RIGHT + 20),Y(TOP - 16) font FACE.',11.5' tc rgb MUTED
set label 'serial = 1' at screen X(min(x(1), RIGHT - 34)),Y(TOP - 16) center font FACE.',11.5' tc rgb MUTED
set arrow from 1,graph 0 to 1,graph 1 nohead lw 1.6 lc rgb INK back

# A row says its ratio; in the first of every four groups, or without a ratio, its runner too. The words go right
# of the interval, left of it, or on both sides: the first place where they cross neither the line nor the edge.
crosses(a, b) = (a < x(1) + 3 && b > x(1) - 3) || a < LEFT + 2 || b > RIGHT - 2
do for [i = 1:n] {
  name = IN[i] % 4 == 0 || !finite(RATIO[i]) ? WHO[i].'' : ''
  r = length(SAYS[i].'', 11); w = strlen(name) ? length(name, 12) + 8 : 0
  if (!finite(RATIO[i])) { a = LEFT + 4; b = LEFT + 4 } else {
    a = x(finite(LOW[i]) ? LOW[i] : RATIO[i]); b = x(finite(HIGH[i]) ? HIGH[i] : RATIO[i])
    a = min(a, x(RATIO[i]) - 6) - 7; b = max(b, x(RATIO[i]) + 6) + 7
  }
  both = !crosses(b, b + r) && !(w > 0 && crosses(a - w, a))
  right_ = !crosses(b, b + r + w); left_ = !crosses(a - r - w, a)
  side = !finite(RATIO[i]) ? 1 : both ? 0 : right_ ? 1 : left_ ? -1 : b + r + w < RIGHT ? 1 : -1
  set label SAYS[i].'' at screen X(side < 0 ? a - r : b),Y(y(i)) font FACE.',11' tc rgb MUTED
  if (w > 0) { set label name at screen X(side == 0 ? a - w + 8 : side < 0 ? a - r - w : b + r + 8),Y(y(i)) font FACE.',12' tc rgb ink(name) }
}
set logscale x
set xrange [XMIN:XMAX]; set yrange [BOTTOM:TOP]
# powers of two, as many as stand well apart; even steps where the axis is short
STEP = ceil(log2(XMAX/XMIN)/11.); SPAN = XMAX - XMIN; EVEN = SPAN < 0.3 ? 0.05 : SPAN < 0.8 ? 0.1 : SPAN < 2 ? 0.25 : 0.5
if (XMAX/XMIN > 4) { set for [k = -20:20] xtics add (times(2.**(k*STEP)) 2.**(k*STEP)) }
else { set for [k = 1:100] xtics add (times(k*EVEN) k*EVEN) }
unset ytics
at(c) = y(int(column(0)) + 1)
LIST = ''
do for [i = 1:n] { if (finite(RATIO[i])) { LIST = listed(WHO[i]) } }
plot for [r in LIST] FILE using (of(r, 'ratio')):(at(0)):'low':'high' with xerrorbars pt -1 lw 2.2 lc rgb ink(r), \
  for [r in LIST] FILE using (of(r, 'ratio')):(at(0)) with points ps size(1.25) pt filled(r) lc rgb '#ffffff', \
  for [r in LIST] FILE using (of(r, 'ratio')):(at(0)):(sprintf('%s: %.3g×', r, column('ratio')).interval(0)) \
    with labels hypertext point ps size(1.25) pt shape(r) lc rgb ink(r) lw 1.6
